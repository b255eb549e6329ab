using System.Diagnostics;

namespace Bench.EndToEnd.Tests.Harness;

/// <summary>
/// A folder and a mark of one test: every process that is started in it inherits the mark, is found by it and ended by
/// its process id when the test is over, however that ends.
/// </summary>
internal sealed class Sandbox : IAsyncDisposable
{
    private const string Mark = "BENCH_END_TO_END_TEST";
    private readonly List<BenchProcess> _started = [];
    private readonly List<string> _mounts = [];

    public Sandbox()
    {
        Root = Directory.CreateTempSubdirectory("bench-e2e-").FullName;
        Directory.CreateDirectory(Folder("tmp"));
        Data = Folder("data");
        Artifacts = Folder("artifacts");
    }

    /// <summary>The program as users run it, compiled ahead of time, which the copy beside the tests is not.</summary>
    public static string Program { get; } = FindProgram();

    public string Root { get; }

    /// <summary>The test data folder.</summary>
    public string Data { get; set; }

    /// <summary>The folder of the artifacts store; of those of a bucket a copy may stand there.</summary>
    public string Artifacts { get; set; }

    /// <summary>The artifacts store: that folder, unless a bucket is named.</summary>
    public string ArtifactsUri
    {
        get => field ?? $"file://{Artifacts}";
        set;
    }

    /// <summary>More variables for the processes started from now on; null takes one away.</summary>
    public Dictionary<string, string?> Environment { get; } = [];

    /// <summary>FUSE mounts below the folder of this test.</summary>
    public IReadOnlyList<string> FuseMounts =>
        [
            .. File.ReadAllLines("/proc/self/mountinfo")
                .Where(line => line.Contains(" - fuse", StringComparison.Ordinal))
                .Select(line => line.Split(' ')[4])
                .Where(point => point.StartsWith(Root + "/", StringComparison.Ordinal)),
        ];

    /// <summary>All processes of this test that live.</summary>
    public IReadOnlyList<HostProcess> Processes => HostProcesses.With(Mark, Root);

    /// <summary>The children of workers.</summary>
    public IReadOnlyList<HostProcess> Children => [.. Processes.Where(p => p.Owner is not null)];

    public string Folder(string name) => Path.Combine(Root, name);

    public string Write(string name, string text)
    {
        var path = Folder(name);
        File.WriteAllText(path, text);
        return path;
    }

    public Bucket Bucket(string id) => new(Artifacts, id);

    public BenchProcess Start(params IReadOnlyList<string> arguments) =>
        StartProgram(Program, arguments);

    public BenchProcess StartProgram(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program) { WorkingDirectory = Root };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        start.Environment[Mark] = Root;
        start.Environment["TMPDIR"] = Folder("tmp");
        start.Environment["XDG_STATE_HOME"] = Folder("state");
        foreach (var (name, value) in Environment)
        {
            if (value is null)
            {
                start.Environment.Remove(name);
                continue;
            }
            start.Environment[name] = value;
        }
        var process = new BenchProcess(start);
        _started.Add(process);
        return process;
    }

    /// <summary>Runs a verb to its end.</summary>
    public Task<Ended> BenchAsync(params IReadOnlyList<string> arguments) =>
        Start(arguments).EndAsync();

    /// <summary>The living worker process that acts as a VM; null if there is none.</summary>
    public HostProcess? Worker(string vm) => Processes.FirstOrDefault(p => p.IsWorkerOf(vm));

    /// <summary>A file system of its own in memory, with this much room.</summary>
    public async Task<string> MountTmpfsAsync(string name, string size)
    {
        var folder = Folder(name);
        Directory.CreateDirectory(folder);
        var mount = StartProgram(
            "mount",
            ["-t", "tmpfs", "-o", $"size={size}", "bench-e2e", folder]
        );
        (await mount.EndAsync()).ShouldHaveCode(0);
        _mounts.Add(folder);
        return folder;
    }

    public async Task ResizeTmpfsAsync(string folder, string size) =>
        (
            await StartProgram("mount", ["-o", $"remount,size={size}", folder]).EndAsync()
        ).ShouldHaveCode(0);

    /// <summary>A program of that name that comes first on the PATH.</summary>
    public void Shim(string name, string script)
    {
        var folder = Folder("shims");
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, script);
        File.SetUnixFileMode(
            path,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        );
        Environment["PATH"] = $"{folder}:{System.Environment.GetEnvironmentVariable("PATH")}";
    }

    public async ValueTask DisposeAsync()
    {
        await Until.TrueAsync(
            () =>
            {
                var left = Processes;
                foreach (var process in left)
                {
                    Signals.Send(process.Pid, Signals.Kill);
                }
                return left.Count == 0;
            },
            "all processes of the test are gone",
            () => string.Join('\n', Processes)
        );
        // Also those that a failed test left: deleting the folder must not reach into a bucket.
        foreach (var mount in _mounts.Concat(FuseMounts))
        {
            await StartProgram("umount", ["--lazy", mount]).EndAsync();
        }
        _started.ForEach(process => process.Dispose());
        Directory.Delete(Root, recursive: true);
    }

    private static string FindProgram()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var root = Path.Combine(own.FullName, "../../../../..");
        var program = Path.GetFullPath(
            Path.Combine(root, "src/Bench.Cli/bin", own.Parent!.Name, own.Name, "bench")
        );
        return File.Exists(program)
            ? program
            : throw new FileNotFoundException("The program is not built.", program);
    }
}
