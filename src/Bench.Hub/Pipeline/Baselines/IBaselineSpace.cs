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

    /// <summary>Writes such a file; whoever finds it finds all of it.</summary>
    Task WriteAsync(string place, string name, byte[] content, CancellationToken cancel);

    /// <summary>Removes such a file; no error when there is none.</summary>
    Task RemoveAsync(string place, string name, CancellationToken cancel);

    /// <summary>Whether there is any data.</summary>
    Task<bool> HasDataAsync(string place, CancellationToken cancel);

    /// <summary>What data there is.</summary>
    Task<TreeDigest> DigestAsync(string place, CancellationToken cancel);

    /// <summary>Copies the data, replacing what is at the target, and says what was copied.</summary>
    Task<TreeDigest> CopyAsync(string source, string target, CancellationToken cancel);

    /// <summary>
    /// Renames the place with its files to where nothing is, or copies it there under its name when the copy is whole;
    /// null where there is no such thing, and <see cref="CopyAsync"/> remains.
    /// </summary>
    Task<TreeDigest?> TryMoveAsync(string source, string target, CancellationToken cancel);

    /// <summary>Deletes data and files, first those that say that the data is whole.</summary>
    Task DeleteAsync(string place, CancellationToken cancel);
}
