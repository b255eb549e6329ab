using Bench.Hub.Hashing;
using Bench.Hub.Hydration;

namespace Bench.Hub.States;

/// <summary>What a state says is believed only if it can be carried out and stays within the module's folder.</summary>
internal static class StateCheck
{
    private const int Modes = 0xFFF;

    /// <exception cref="HydrationException">It cannot.</exception>
    public static void Check(ModuleState state, string key)
    {
        if (WhyNot(state) is { } reason)
        {
            throw new HydrationException(
                $"module {state.Module}: {key} is damaged: {reason}; put it back from another copy of the store"
            );
        }
    }

    private static string? WhyNot(ModuleState state)
    {
        if (
            state.Objects.FirstOrDefault(o =>
                o.Length < 0 || !StoreKeys.TryParseContent(o.Key, out _, out _)
            ) is
            { } bad
        )
        {
            return $"'{bad.Key}' is no content";
        }
        if (state.Blobs.FirstOrDefault(blob => !IsWithin(state, blob)) is { } blob)
        {
            return $"the piece {blob.Hash} is not within its object";
        }
        var folders = new HashSet<string>(StringComparer.Ordinal);
        foreach (var folder in state.Folders)
        {
            if (folder.Path.Length > 0 && !IsPath(folder.Path, folders))
            {
                return $"the folder '{folder.Path}' escapes the module, or its parent is missing";
            }
            if (folder.Mode is < 0 or > Modes || !folders.Add(folder.Path))
            {
                return $"the folder '{folder.Path}' is there twice or has no mode";
            }
        }
        return WhyNotFiles(state, folders);
    }

    private static string? WhyNotFiles(ModuleState state, HashSet<string> folders)
    {
        var files = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in state.Files)
        {
            if (!IsPath(file.Path, folders) || folders.Contains(file.Path) || !files.Add(file.Path))
            {
                return $"the file '{file.Path}' escapes the module, is there twice, or its folder is missing";
            }
            if (
                file.Mode is < 0 or > Modes
                || !ContentHash.TryParse(file.Hash, out _)
                || file.Blobs.Any(index => index < 0 || index >= state.Blobs.Count)
                || file.Blobs.Sum(index => state.Blobs[index].Length) != file.Length
            )
            {
                return $"the file '{file.Path}' has no such pieces";
            }
        }
        return null;
    }

    private static bool IsWithin(ModuleState state, StoredBlob blob) =>
        ContentHash.TryParse(blob.Hash, out _)
        && blob.Object >= 0
        && blob.Object < state.Objects.Count
        && blob.Length > 0
        && blob.Offset >= 0
        && blob.Offset <= state.Objects[blob.Object].Length - blob.Length;

    private static bool IsPath(string path, HashSet<string> folders)
    {
        var slash = path.LastIndexOf('/');
        var name = path[(slash + 1)..];
        return name is not ("" or "." or "..")
            && !name.Contains('\0', StringComparison.Ordinal)
            && folders.Contains(slash < 0 ? "" : path[..slash]);
    }
}
