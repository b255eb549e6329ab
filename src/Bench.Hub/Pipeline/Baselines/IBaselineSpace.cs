using Bench.Hub.Pipeline.Files;

namespace Bench.Hub.Pipeline.Baselines;

/// <summary>
/// Where a backend's data and its preserved copies are: folders of this machine, or prefixes of a bucket. Places are
/// folders' paths, or store URIs.
/// </summary>
public interface IBaselineSpace
{
    /// <summary>The place for people: a folder's path, or a store URI.</summary>
    string NameOf(string place);

    /// <summary>What a stage that works in the place locks; null where nobody else can work in it.</summary>
    StageLock? LockOf(string place);

    /// <summary>A small file beside a place's data, which is no part of the data; null where there is none.</summary>
    Task<byte[]?> ReadAsync(string place, string name, CancellationToken cancel);

    /// <summary>Writes such a file; whoever finds it finds all of it.</summary>
    Task WriteAsync(string place, string name, byte[] content, CancellationToken cancel);

    /// <summary>Removes such a file; no error when there is none.</summary>
    Task RemoveAsync(string place, string name, CancellationToken cancel);

    /// <summary>Marks a place as made by a stage, which may be wiped; whoever wipes it takes the mark away last.</summary>
    Task MarkAsync(string place, CancellationToken cancel);

    /// <summary>Whether nothing at all is there.</summary>
    Task<bool> IsEmptyAsync(string place, CancellationToken cancel);

    /// <summary>Whether there is any data.</summary>
    Task<bool> HasDataAsync(string place, CancellationToken cancel);

    /// <summary>What data there is.</summary>
    Task<TreeDigest> DigestAsync(string place, CancellationToken cancel);

    /// <summary>Copies the data, replacing what is at the target, and says what was copied.</summary>
    /// <exception cref="PipelineInputException">What is at the target is no stage's own; it is as it was.</exception>
    Task<TreeDigest> CopyAsync(string source, string target, CancellationToken cancel);

    /// <summary>
    /// Renames the place with its files to where nothing is, or copies it there under its name when the copy is whole;
    /// null where there is no such thing, and <see cref="CopyAsync"/> remains.
    /// </summary>
    Task<TreeDigest?> TryMoveAsync(string source, string target, CancellationToken cancel);

    /// <summary>Deletes data and files, first what says that the data is whole, last the mark.</summary>
    /// <exception cref="PipelineInputException">It is no stage's own; it is as it was.</exception>
    Task DeleteAsync(string place, CancellationToken cancel);
}
