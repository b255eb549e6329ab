using System.CommandLine;
using System.Security.Cryptography;
using Bench.Model.Json;
using Bench.Model.Names;
using Bench.Model.Runs;
using Bench.Planning;
using Bench.Planning.Classes;
using Bench.Planning.Inputs;
using Bench.Planning.Problems;
using Bench.Protocol.Runs;
using Bench.Workloads.DataSets;

namespace Bench.Cli.Inputs;

/// <summary>The options that describe what is to be measured; shared by <c>plan</c> and <c>run</c>.</summary>
/// <param name="required">Whether a run must be described; else it is one only if all of it is given.</param>
internal sealed class PlanInputs(bool required = true)
{
    private const string DefaultMount = "directory";

    private readonly Option<string?> _id = Text(
        "--benchmark-id",
        "Id of the run; ids are never reused. Default: made from date and time."
    );
    private readonly Option<string> _testCsv = new("--test-csv")
    {
        Description = "The test cases.",
        Required = required,
    };
    private readonly Option<string?> _configsCsv = Text(
        "--configs-csv",
        "The configs: commit,mount_args,label. Default: one, from --gcsfuse-commit and --gcsfuse-mount-args."
    );
    private readonly Option<string?> _jobFile = Text(
        "--fio-job-file",
        "Job file with placeholders; needed when a test is of workload fio."
    );
    private readonly Option<string?> _dataSet = Text(
        "--data-set",
        "CSV path,size of files that every read set begins with. Default: fio lays all files out."
    );
    private readonly Option<string?> _commit = Text(
        "--gcsfuse-commit",
        "Commit, branch, version (v2.5.0), path or 'installed' of the only config (default master)."
    );
    private readonly Option<string?> _mountArgs = Text(
        "--gcsfuse-mount-args",
        "Mount arguments of the only config."
    );
    private readonly Option<int> _iterations = new("--iterations")
    {
        Description = "Repetitions of every entry.",
        DefaultValueFactory = _ => 6,
    };
    private readonly Option<int> _workers = new("--workers")
    {
        Description = "Number of workers, vm-1 to vm-N, as processes of this machine.",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<string[]> _vms = new("--vm")
    {
        Description = "Name of a VM; repeat for each. Instead of --workers.",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<string> _distribution = new("--distribution")
    {
        Description =
            "even (round robin), weighted (longest first), contiguous, replicate (all VMs run everything at once).",
        DefaultValueFactory = _ => "even",
    };
    private readonly Option<string?> _durations = Text(
        "--durations",
        "For --distribution weighted: a CSV test_id,seconds, or an earlier run (its id or URI)."
    );
    private readonly Option<string[]> _classes = new("--vm-class")
    {
        Description =
            "VMs of a class, NAME=vm-1,vm-2; repeat for each. A test names its class in column vm_class.",
    };
    private readonly Option<string?> _singleThread = Text(
        "--single-thread-vm-type",
        "VM class for tests with one job."
    );
    private readonly Option<string?> _multiThread = Text(
        "--multi-thread-vm-type",
        "VM class for tests with several jobs."
    );
    private readonly Option<long?> _seed = new("--seed")
    {
        Description = "Seed of the order of configs. Default: random, recorded.",
    };
    private readonly MeasureOptions _measure = new(required);
    private readonly ToolOptions _tools = new();

    public void AddTo(Command command)
    {
        Option[] own =
        [
            _id,
            _testCsv,
            _configsCsv,
            _jobFile,
            _dataSet,
            _commit,
            _mountArgs,
            _iterations,
            _workers,
            _vms,
            _distribution,
            _durations,
            _classes,
            _singleThread,
            _multiThread,
            _seed,
        ];
        foreach (var option in own)
        {
            command.Options.Add(option);
        }
        _measure.AddTo(command);
        _tools.AddTo(command);
        BucketSettings.AddTo(command);
    }

    /// <summary>Whether the command line describes a whole run.</summary>
    /// <exception cref="UsageException">It describes a part of one.</exception>
    public bool AreGiven(ParseResult parsed)
    {
        if (parsed.GetValue(_testCsv) is null)
        {
            return parsed.GetValue(_jobFile) is null
                ? false
                : throw new UsageException(
                    $"a run needs {_testCsv.Name} too; give it, or leave {_jobFile.Name} out"
                );
        }
        return TestData(parsed) is not null
            ? true
            : throw new UsageException(
                $"a run needs --test-data too; give it, or leave {_testCsv.Name} out"
            );
    }

    /// <summary>The test data, if it is named.</summary>
    public string? TestData(ParseResult parsed) => _measure.TestData(parsed);

    /// <summary>The mount kind, if it is named or follows from the test data.</summary>
    public string? Mount(ParseResult parsed) => _measure.Mount(parsed);

    public double LeaseSeconds(ParseResult parsed) => _measure.LeaseSeconds(parsed);

    /// <summary>Reads the input files and makes the request; problems of single options are told at once.</summary>
    public async Task<(PlanRequest? Request, IReadOnlyList<Problem> Problems)> ReadAsync(
        ParseResult parsed,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        var problems = new List<Problem>();
        var testCsv = Source(parsed.GetValue(_testCsv)!, _testCsv, problems);
        var jobFile = parsed.GetValue(_jobFile) is { } job
            ? Source(job, _jobFile, problems)
            : SourceFile.None;
        var configsCsv = parsed.GetValue(_configsCsv) is { } path
            ? Source(path, _configsCsv, problems)
            : null;
        var dataSetCsv = parsed.GetValue(_dataSet) is { } name
            ? Source(name, _dataSet, problems)
            : null;
        var dataSet = dataSetCsv is null ? null : DataSetCsv.Read(dataSetCsv);
        problems.AddRange(dataSet?.Problems ?? []);
        var durations = await DurationsAsync(parsed, problems, cancel);
        var classes = Classes(parsed, problems);
        var distribution = Words.Parse<DistributionMode>(
            _distribution.Name,
            parsed.GetValue(_distribution)!,
            problems
        );
        var options = _tools.AddTo(
            _measure.Read(parsed, parsed.GetValue(_iterations), distribution, problems),
            parsed,
            problems
        );
        if (testCsv is null || jobFile is null)
        {
            return (null, problems);
        }
        var request = new PlanRequest
        {
            BenchmarkId = parsed.GetValue(_id) ?? NewId(time),
            BenchVersion = BenchVersion.Current,
            Writer = WriterId.New(),
            Seed = parsed.GetValue(_seed) ?? RandomNumberGenerator.GetInt32(1, int.MaxValue),
            Options = options,
            TestCsv = testCsv,
            ConfigsCsv = configsCsv,
            JobFile = jobFile,
            Commit =
                parsed.GetValue(_commit) ?? options.ToolSource?.Ref ?? ConfigsCsv.DefaultCommit,
            MountArgs = parsed.GetValue(_mountArgs) ?? "",
            Vms = Vms(parsed),
            VmClasses = classes,
            Durations = durations,
            DataSetCsv = dataSetCsv,
            DataSet = dataSet?.Value,
        };
        return (request, problems);
    }

    private IReadOnlyList<VmSpec> Vms(ParseResult parsed) =>
        parsed.GetValue(_vms) is { Length: > 0 } named
            ? [.. named.Select(VmNames.OfHost)]
            :
            [
                .. Enumerable
                    .Range(1, Math.Max(0, parsed.GetValue(_workers)))
                    .Select(n => new VmSpec { Name = $"vm-{n}" }),
            ];

    private VmClassRules Classes(ParseResult parsed, List<Problem> problems)
    {
        var declarations = new List<VmClassDeclaration>();
        foreach (var text in parsed.GetValue(_classes) ?? [])
        {
            var declared = VmClassDeclaration.Parse(text);
            problems.AddRange(declared.Problems);
            if (declared.Value is { } value)
            {
                declarations.Add(value);
            }
        }
        return new VmClassRules
        {
            Declarations = declarations,
            SingleThread = parsed.GetValue(_singleThread),
            MultiThread = parsed.GetValue(_multiThread),
        };
    }

    /// <summary>From a file where there is one of that name, else from an earlier run.</summary>
    private async Task<DurationTable?> DurationsAsync(
        ParseResult parsed,
        List<Problem> problems,
        CancellationToken cancel
    )
    {
        if (parsed.GetValue(_durations) is not { } name)
        {
            return null;
        }
        if (!File.Exists(name))
        {
            var records = RunNaming.Open(
                name,
                parsed.GetValue<string?>(RunNaming.ArtifactsName),
                BucketSettings.Of(parsed)
            );
            return new DurationTable(name, await RunDurations.ReadAsync(records, cancel));
        }
        if (Source(name, _durations, problems) is not { } source)
        {
            return null;
        }
        var table = DurationTable.Parse(source);
        problems.AddRange(table.Problems);
        return table.Value;
    }

    internal static SourceFile? Source(string path, Option option, List<Problem> problems)
    {
        try
        {
            return new SourceFile(path, File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(
                new Problem(
                    path,
                    null,
                    null,
                    null,
                    $"cannot be read: {e.Message}",
                    $"check {option.Name}"
                )
            );
            return null;
        }
    }

    private static string NewId(TimeProvider time) =>
        Identifier.Map(
            FormattableString.Invariant(
                $"run-{time.GetUtcNow():yyyyMMdd-HHmmss}-{WriterId.New()[..4]}"
            )
        );

    private static Option<string?> Text(string name, string description) =>
        new(name) { Description = description };
}
