using Bench.Host.Processes;
using Bench.Host.Tests;
using Bench.Hub.Driving;
using Bench.Hub.Pipeline.Backends;
using Bench.Hub.Pipeline.Baselines;
using Bench.Hub.Pipeline.Stages;
using Bench.Hub.Tests.Support;
using Bench.Model.Hub;
using Bench.Storage.Files;

namespace Bench.Hub.Tests.Pipeline;

/// <summary>Folders for the stages, and the stages on them, in this process.</summary>
internal sealed class HubStages : IDisposable
{
    public const string Bucket = "packed";

    private readonly TempFolder _folder = new();
    private readonly List<string> _said = [];

    /// <summary>Of Bench's own make, until a test says otherwise.</summary>
    public StageContext Context { get; set; }

    public HubStages() =>
        Context = new StageContext
        {
            Hub = new HubHere(),
            Time = TimeProvider.System,
            BenchVersion = "1.2.3",
            Say = _said.Add,
        };

    /// <summary>What the stages told people.</summary>
    public string Said => string.Join('\n', _said);

    /// <summary>A hub of another make, as a program.</summary>
    public static StageContext Foreign(StageContext context)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "TestData", "foreign-hub.py");
        return ByCommand(context, $"/usr/bin/python3 {script} {{port}} {{data_dir}} {{flags}}");
    }

    /// <summary>One that a command starts.</summary>
    public static StageContext ByCommand(StageContext context, string command) =>
        context with
        {
            Hub = new StartedHub(
                HubCommand.Parse(command),
                new ProcessRunner(TimeProvider.System),
                TimeProvider.System
            ),
            Origin = new HubOrigin { Command = command },
        };

    /// <summary>One that answers already.</summary>
    public static StageContext Running(StageContext context, IHubHandle hub) =>
        context with
        {
            Hub = new RunningHub(hub.Client.Address),
            Origin = new HubOrigin { Url = hub.Client.Address.ToString() },
        };

    public string Folder(string name) => _folder.File(name);

    /// <summary>A module with one file in a folder of modules.</summary>
    public string Module(string folder, int number, string file = "data.bin")
    {
        var module = $"00000000-0000-4000-8000-{number:D12}";
        ModuleTree.Write(Folder(folder), $"{module}/{file}", ModuleTree.Bytes(5000, number));
        return module;
    }

    /// <summary>The flags of a hub on a folder.</summary>
    public HubStart Settings(string data, string target, bool dehydrates = true) =>
        Context.Settings(Folder(data), new Uri(Folder(target)).AbsoluteUri, dehydrates);

    /// <summary>Stage A.</summary>
    public Task<SnapshotOutcome> SnapshotAsync(
        string source,
        string stateObject = "incremental-state.cbo",
        string hubData = "hub-a",
        string? read = null
    ) =>
        new SnapshotStage(Context).RunAsync(
            new SnapshotRequest
            {
                OpenSource = () => new FileStore(Folder(source)),
                SourceSpec = new Uri(Folder(read ?? source)).AbsoluteUri,
                StateObject = stateObject,
                ModuleCount = 10,
                SnapshotFolder = Folder("snapshot"),
                HubDataFolder = Folder(hubData),
            },
            CancellationToken.None
        );

    /// <summary>Stage B.</summary>
    public Task<IReadOnlyList<string>> SeedAsync(
        string bucket = Bucket,
        string hubData = "hub-b",
        bool wipe = false
    ) =>
        new SeedStage(Context).RunAsync(
            new SeedRequest
            {
                SnapshotFolder = Folder("snapshot"),
                HubDataFolder = Folder(hubData),
                Bucket = bucket,
                Backend = PlainBackend.Folder(Folder("backend"), bucket),
                Space = new FolderSpace(),
                Place = Folder("backend"),
                Wipe = wipe,
                ModuleCount = 0,
            },
            CancellationToken.None
        );

    public Task<HubPreserved> PreserveAsync() =>
        new PreserveStage(Context.Time, Context.BenchVersion, Context.Say).RunAsync(
            new PreserveRequest
            {
                Space = new FolderSpace(),
                Source = Folder("backend"),
                Destination = Folder("seeded"),
                Copy = false,
            },
            CancellationToken.None
        );

    /// <summary>Stage C.</summary>
    public Task<HubPerfSummary> PerfAsync(
        string bucket = Bucket,
        string hubData = "hub-c",
        bool dehydration = false,
        IBackend? backend = null
    ) =>
        new PerfStage(Context).RunAsync(
            new PerfRequest
            {
                Space = new FolderSpace(),
                Seeded = Folder("seeded"),
                RunPlace = Folder("run"),
                Backend = backend ?? PlainBackend.Folder(Folder("run"), bucket),
                HubDataFolder = Folder(hubData),
                Bucket = bucket,
                WipeHub = true,
                Dehydration = dehydration,
                Archive = Folder("archive"),
                Trace = false,
            },
            CancellationToken.None
        );

    public void Dispose() => _folder.Dispose();
}
