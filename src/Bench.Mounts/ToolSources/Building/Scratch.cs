namespace Bench.Mounts.ToolSources.Building;

/// <summary>A temporary folder for one piece of work, which goes away with it.</summary>
internal sealed class Scratch : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("bench-tool-").FullName;

    public Scratch() => Directory.CreateDirectory(Folder);

    /// <summary>Where commands run; their output goes beside it.</summary>
    public string Folder => Path.Combine(_root, "work");

    /// <summary>Deletes a folder if it can be; what a dying child still writes to is left for the next one.</summary>
    public static void TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It holds nothing that is ever used.
        }
    }

    public void Dispose() => TryDelete(_root);
}
