using Bench.Hub.Pipeline.Files;

namespace Bench.Hub.Pipeline.Baselines;

/// <summary>
/// Where a backend's data and its preserved copies are: folders of this machine, or prefixes of a bucket. Places are
/// folders' paths, or store URIs.
/// </summary>
public interface IBaselineSpace
{
    /// <summary>A small file beside a place's data, which is no part of the data; null where there is none.</summary>
    Task<byte[]?> ReadAsync(string place, string name, CancellationToken cancel);

    Task WriteAsync(string place, string name, byte[] content, CancellationToken cancel);

    /// <summary>Whether there is any data.</summary>
    Task<bool> HasDataAsync(string place, CancellationToken cancel);

    /// <summary>Copies the data, replacing what is at the target, and says what was copied.</summary>
    Task<TreeDigest> CopyAsync(string source, string target, CancellationToken cancel);

    /// <summary>Moves the data to where none is, and says what was moved.</summary>
    Task<TreeDigest> MoveAsync(string source, string target, CancellationToken cancel);

    /// <summary>Deletes data and files.</summary>
    Task DeleteAsync(string place, CancellationToken cancel);
}
