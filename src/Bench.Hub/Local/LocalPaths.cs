namespace Bench.Hub.Local;

/// <summary>
/// What the engine keeps beside a module's folder, on the same volume: <c>.bench-hub/</c> in its parent, a name that no
/// module can have.
/// </summary>
public sealed class LocalPaths
{
    /// <summary>The folder's name, for those who list the parent.</summary>
    public const string Name = ".bench-hub";

    private readonly string _beside;
    private readonly string _module;

    /// <param name="folder">The module's.</param>
    public LocalPaths(string folder)
    {
        Folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        _module = Path.GetFileName(Folder);
        var parent = Path.GetDirectoryName(Folder);
        if (parent is null || _module.Length == 0)
        {
            throw new ArgumentException(
                "A module's folder cannot be the root of all folders.",
                nameof(folder)
            );
        }
        _beside = Path.Combine(parent, Name);
    }

    /// <summary>The module's folder, absolute.</summary>
    public string Folder { get; }

    /// <summary>What is known of the files since the last hydration or dehydration.</summary>
    public string Known => Path.Combine(_beside, _module + ".known");

    /// <summary>Names the state that a dehydration is about to create, so that it is known as this folder's own.</summary>
    public string Intent => Path.Combine(_beside, _module + ".intent");

    /// <summary>Tells the time of the file system, for all modules in the parent; no module can have that name.</summary>
    public string Clock => Path.Combine(_beside, ".clock");

    /// <summary>Where a new tree grows before it takes the folder's place.</summary>
    public string Staging => Path.Combine(_beside, _module + ".new");

    /// <summary>The old tree on its way out.</summary>
    public string Old => Path.Combine(_beside, _module + ".old");

    /// <summary>Makes the folder that these are in.</summary>
    public void Create() => Directory.CreateDirectory(_beside);

    /// <summary>Deletes all that is known of the folder: for when the module's folder itself is deleted.</summary>
    public void Forget()
    {
        File.Delete(Known);
        File.Delete(Intent);
        DeleteTree(Staging);
        DeleteTree(Old);
    }

    /// <summary>Deletes a tree, whatever its folders' modes; none is no error.</summary>
    internal static void DeleteTree(string path)
    {
        if (!Directory.Exists(path))
        {
            return;
        }
        foreach (var folder in Directory.EnumerateDirectories(path))
        {
            if (new DirectoryInfo(folder).LinkTarget is null)
            {
                DeleteTree(folder);
            }
        }
        Posix.SetMode(path, 0b111_000_000);
        Directory.Delete(path, recursive: true);
    }
}
