namespace Bench.Benchmarks.Harness;

/// <summary>A folder of its own, deleted at the end.</summary>
internal sealed class Workspace : IDisposable
{
    public Workspace()
    {
        Path = Directory.CreateTempSubdirectory("bench-benchmarks-").FullName;
    }

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
