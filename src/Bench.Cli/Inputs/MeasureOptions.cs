using System.CommandLine;
using Bench.Model.Runs;
using Bench.Mounts;
using Bench.Planning.Problems;
using Bench.Workloads.DataSets;

namespace Bench.Cli.Inputs;

/// <summary>The options that say how to measure.</summary>
/// <param name="required">Whether the test data must be named.</param>
internal sealed class MeasureOptions(bool required = true)
{
    /// <summary>Workers of this machine are looked at often, which costs next to nothing.</summary>
    private const double LocalPollSeconds = 1;

    private readonly Option<string> _testData = new("--test-data", "--bucket", "--test-data-bucket")
    {
        Description =
            "Where the data is: a folder, s3://bucket/prefix or gs://bucket/prefix (see docs/mounts.md).",
        Required = required,
    };
    private readonly Option<string?> _mount = new("--mount")
    {
        Description =
            $"How the data is mounted: {MountKinds.Names}. Default: directory for a folder, gcsfuse for gs://, s3fs for s3://.",
    };
    private readonly Option<string> _cache = Text(
        "--cache",
        "none",
        "Page cache before measuring: drop, warm, none."
    );
    private readonly Option<string> _metadata = Text(
        "--metadata",
        "none",
        "Caches of names and attributes before measuring: warm (all are read once), cold, none. Column 'metadata' of the configs CSV goes before it, as 'cache' before --cache."
    );
    private readonly Option<int?> _warmUpBlocks = new("--warm-up-blocks")
    {
        Description =
            "Unmeasured blocks before each test case (default 1 on mounts of buckets, else 0).",
    };
    private readonly Option<string?> _dataPrefix = new("--data-prefix")
    {
        Description =
            $"Where read sets are kept within the test data. Default: {DataPrefixes.Shared}, shared by all runs.",
    };
    private readonly Option<bool> _cleanUpData = new("--clean-up-data")
    {
        Description =
            "Delete the read sets after the seal: those below a prefix of this run's own, or below --data-prefix.",
    };
    private readonly Option<bool> _allowNotDropped = new("--allow-not-dropped")
    {
        Description = "Go on when the page cache cannot be dropped, recorded as not_dropped.",
    };
    private readonly Option<string> _hostSharing = Text(
        "--host-sharing",
        "turns",
        "Workers of one host measure in turns, or concurrent (marked colocated)."
    );
    private readonly Option<string> _fleet = Text(
        "--fleet",
        "local",
        "Who starts the workers: local (processes of this machine), none (you, by 'bench worker' on each --vm)."
    );
    private readonly Option<double> _iterationTimeout = Number(
        "--iteration-timeout",
        1800,
        "Seconds after which a fio run is ended and failed."
    );
    private readonly Option<double?> _entryTimeout = new("--entry-timeout")
    {
        Description =
            "Seconds that all iterations of an entry may take together; what is left of it then fails without being run. Default: any time.",
    };
    private readonly Option<int> _retries = new("--retries")
    {
        Description =
            "How often a test case with a failed entry is tried again as a whole, on another worker where there is one.",
        DefaultValueFactory = _ => 0,
    };
    private readonly Option<double> _startTimeout = Number(
        "--start-timeout",
        RunOptions.DefaultStartTimeoutSeconds,
        "Seconds that a worker may take to show itself before its entries are given to others."
    );
    private readonly Option<double> _timeout = Number(
        "--timeout",
        7200,
        "Seconds after which the run is sealed as it is."
    );
    private readonly Option<double> _lease = Number(
        "--lease",
        30,
        "Seconds that a silent worker keeps its claim."
    );
    private readonly Option<double?> _poll = new("--poll-interval")
    {
        Description = "Seconds between looks at the workers (default 1).",
    };
    private readonly Option<string?> _runName = new("--run-name")
    {
        Description = "A name for people, shown in the report.",
    };
    private readonly Option<string?> _reportName = new("--report-name")
    {
        Description = "Title of the report.",
    };
    private readonly Option<bool> _separateConfigs = new("--separate-configs")
    {
        Description = "Also one table and one CSV for each config.",
    };

    public void AddTo(Command command)
    {
        Option[] own =
        [
            _testData,
            _mount,
            _cache,
            _metadata,
            _warmUpBlocks,
            _dataPrefix,
            _cleanUpData,
            _allowNotDropped,
            _hostSharing,
            _fleet,
            _iterationTimeout,
            _entryTimeout,
            _retries,
            _startTimeout,
            _timeout,
            _lease,
            _poll,
            _runName,
            _reportName,
            _separateConfigs,
        ];
        foreach (var option in own)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The options of a run; a word that is none is told, and its default stands in, so that the rest can be judged too.</summary>
    public RunOptions Read(
        ParseResult parsed,
        int iterations,
        DistributionMode distribution,
        List<Problem> problems
    )
    {
        var cache = Words.Parse<CacheMode>(_cache.Name, parsed.GetValue(_cache)!, problems);
        var sharing = Words.Parse<HostSharing>(
            _hostSharing.Name,
            parsed.GetValue(_hostSharing)!,
            problems
        );
        var metadata = Words.Parse<MetadataMode>(
            _metadata.Name,
            parsed.GetValue(_metadata)!,
            problems
        );
        var testData = BucketUris.TestData(parsed.GetValue(_testData)!);
        var mount = parsed.GetValue(_mount) ?? MountKinds.DefaultFor(testData).Name;
        problems.AddRange(Check(mount));
        return new RunOptions
        {
            Iterations = iterations,
            Distribution = distribution,
            Cache = cache,
            Metadata = metadata,
            DataPrefix = parsed.GetValue(_dataPrefix),
            CleanUpData = parsed.GetValue(_cleanUpData),
            WarmUpBlocks = parsed.GetValue(_warmUpBlocks) ?? (mount == "directory" ? 0 : 1),
            AllowNotDropped = parsed.GetValue(_allowNotDropped),
            HostSharing = sharing,
            Fleet = Words.Parse<FleetKind>(_fleet.Name, parsed.GetValue(_fleet)!, problems),
            TestData = BucketSettings.Of(parsed).Fill(testData),
            Mount = mount,
            IterationTimeoutSeconds = parsed.GetValue(_iterationTimeout),
            EntryTimeoutSeconds = parsed.GetValue(_entryTimeout),
            Retries = parsed.GetValue(_retries),
            StartTimeoutSeconds = parsed.GetValue(_startTimeout),
            RunTimeoutSeconds = parsed.GetValue(_timeout),
            LeaseSeconds = parsed.GetValue(_lease),
            PollIntervalSeconds = parsed.GetValue(_poll) ?? LocalPollSeconds,
            RunName = parsed.GetValue(_runName),
            ReportName = parsed.GetValue(_reportName),
            SeparateConfigs = parsed.GetValue(_separateConfigs),
        };
    }

    private IEnumerable<Problem> Check(string mount)
    {
        if (MountKinds.Find(mount) is null)
        {
            yield return Of(
                _mount,
                mount,
                "is not a mount kind of this version",
                $"use {MountKinds.Names}"
            );
        }
    }

    public string? TestData(ParseResult parsed) =>
        parsed.GetValue(_testData) is { } text
            ? BucketSettings.Of(parsed).Fill(BucketUris.TestData(text))
            : null;

    public double LeaseSeconds(ParseResult parsed) => parsed.GetValue(_lease);

    public string? Mount(ParseResult parsed) =>
        parsed.GetValue(_mount)
        ?? (TestData(parsed) is { } data ? MountKinds.DefaultFor(data).Name : null);

    private static Problem Of(Option option, string value, string reason, string remedy) =>
        new(option.Name, null, null, value, reason, remedy);

    private static Option<string> Text(string name, string value, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };

    private static Option<double> Number(string name, double value, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };
}
