namespace Bench.Mounts.ToolSources.Releases;

/// <summary>Downloads the packages of releases.</summary>
public interface IReleaseFetcher
{
    /// <summary>Writes what is at the address into a new file.</summary>
    /// <exception cref="ToolSourceException">There is nothing, or it cannot be reached.</exception>
    Task FetchAsync(Uri address, string path, CancellationToken cancel);

    /// <summary>Looks whether there is something at the address, without loading it.</summary>
    /// <exception cref="ToolSourceException">There is nothing, or it cannot be reached.</exception>
    Task CheckAsync(Uri address, CancellationToken cancel);
}
