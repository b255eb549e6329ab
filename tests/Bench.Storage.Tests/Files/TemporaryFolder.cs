namespace Bench.Storage.Tests.Files;

/// <summary>A folder for one test, removed with all that is in it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("bench-store-").FullName;

    /// <summary>Files in the folder of half-written objects.</summary>
    public IReadOnlyList<string> HalfWritten => HalfWrittenIn(Path);

    public static IReadOnlyList<string> HalfWrittenIn(string root) =>
        Directory.Exists($"{root}/.bench-tmp") ? Directory.GetFiles($"{root}/.bench-tmp") : [];

    public void Empty()
    {
        foreach (var child in new DirectoryInfo(Path).GetFileSystemInfos())
        {
            if (child is DirectoryInfo folder)
            {
                folder.Delete(recursive: true);
            }
            else
            {
                child.Delete();
            }
        }
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
