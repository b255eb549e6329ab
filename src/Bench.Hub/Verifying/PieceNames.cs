using Bench.Hub.States;

namespace Bench.Hub.Verifying;

/// <summary>
/// Finds which files pieces belong to: only for pieces that are wrong, so that no path is kept for the millions that are
/// not.
/// </summary>
internal sealed class PieceNames
{
    private readonly Dictionary<(long Offset, long Length, string Hash), string> _files = [];

    /// <param name="state">The module's state by now; null when it has none any more.</param>
    /// <param name="key">The object that the pieces are in.</param>
    public PieceNames(ModuleState? state, string key)
    {
        foreach (var file in state?.Files ?? [])
        {
            foreach (var blob in file.Blobs.Select(index => state!.Blobs[index]))
            {
                if (state!.Objects[blob.Object].Key == key)
                {
                    _files.TryAdd((blob.Offset, blob.Length, blob.Hash), file.Path);
                }
            }
        }
    }

    /// <summary>What is wrong, in words.</summary>
    public string Tell(string module, string key, WrongPiece wrong)
    {
        var piece = wrong.Piece;
        var file = _files.TryGetValue(
            (piece.Offset, piece.Length, piece.Hash.ToString()),
            out var path
        )
            ? $"file '{path}'"
            : "a file that it had";
        return $"module {module}: {file}: {piece.Length} bytes at {piece.Offset} of {key} {wrong.Why}";
    }
}
