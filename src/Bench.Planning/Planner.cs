using Bench.Model.Json;
using Bench.Model.Runs;
using Bench.Planning.Distribution;
using Bench.Planning.Inputs;
using Bench.Planning.Problems;
using Bench.Planning.Validators;

namespace Bench.Planning;

/// <summary>
/// Makes a run of what the user gave, or says all that is wrong with it. Reads and writes nothing: bytes in, records out.
/// </summary>
/// <param name="clock">Gives the time that the run is dated with.</param>
/// <param name="rules">The workloads' rules; those of <see cref="PlanRules.BuiltIn"/> always apply.</param>
public sealed class Planner(TimeProvider clock, IReadOnlyList<IPlanRule> rules)
{
    /// <remarks>
    /// <see cref="ConfigSpec.ResolvedCommit"/> stays empty: the caller resolves commits once the plan is good.
    /// </remarks>
    public PlanOutcome Plan(PlanRequest request)
    {
        request = request with { Options = Completed(request.Options) };
        var tests = TestCsv.Read(request.TestCsv);
        var configs = request.ConfigsCsv is { } csv
            ? ConfigsCsv.Read(csv)
            : ConfigsCsv.Of(request.Commit, request.MountArgs);
        var draft = Draft(request, tests.Value, configs.Value);
        List<Problem> problems =
        [
            .. tests.Problems,
            .. configs.Problems,
            .. PlanRules.BuiltIn.Concat(rules).SelectMany(rule => rule.Check(draft)),
        ];
        var config = ProblemSummary.HasErrors(problems) ? null : Run(request, draft);
        return new PlanOutcome(config, Sorted(problems));
    }

    /// <summary>VMs that run an entry at once cannot take turns, also where they share a host.</summary>
    private static RunOptions Completed(RunOptions options) =>
        options.Distribution == DistributionMode.Replicate
            ? options with
            {
                HostSharing = HostSharing.Concurrent,
            }
            : options;

    private static PlanDraft Draft(PlanRequest request, TestCsv? tests, ConfigsCsv? configs)
    {
        var draft = new PlanDraft
        {
            BenchmarkId = request.BenchmarkId,
            Options = request.Options,
            TestCsv = request.TestCsv,
            ConfigsCsv = request.ConfigsCsv,
            JobFile = request.JobFile,
            TestCases = [.. (tests?.TestCases ?? []).Select(test => Complete(test, request))],
            Configs = configs?.Configs ?? [],
            ConfigLines = configs?.Lines ?? [],
            Vms = [.. request.Vms.Select(request.VmClasses.Classify)],
            VmClasses = request.VmClasses,
            Durations = request.Durations,
        };
        return tests is null ? draft : draft with { Headers = tests.Headers };
    }

    private static TestCaseSpec Complete(TestCaseSpec test, PlanRequest request)
    {
        test = request.VmClasses.Classify(test);
        var seconds = request.Durations?.Seconds.TryGetValue(test.TestId, out var known) is true
            ? known
            : request.EstimateSeconds?.Invoke(test);
        return seconds is null ? test : test with { EstimatedSeconds = seconds };
    }

    private RunConfig Run(PlanRequest request, PlanDraft draft) =>
        new()
        {
            Schema = Schemas.Run,
            Writer = request.Writer,
            BenchmarkId = request.BenchmarkId,
            CreatedAt = clock.GetUtcNow(),
            BenchVersion = request.BenchVersion,
            Seed = request.Seed,
            Options = request.Options,
            Configs = draft.Configs,
            TestCases = draft.TestCases,
            Vms = draft.Vms,
            Distribution = Distributor.Shares(
                request.Options.Distribution,
                new DistributionTask(draft.TestCases, draft.Vms),
                draft.Configs.Count
            ),
            Inputs = new RunInputs
            {
                TestCsv = request.TestCsv.ToInput(),
                ConfigsCsv = request.ConfigsCsv?.ToInput(),
                JobFile = request.JobFile.ToInput(),
                DataSet = request.DataSetCsv?.ToInput(),
            },
            DataSet = request.DataSet,
        };

    /// <summary>Readers and rules find problems one after the other; people mend a file from top to bottom.</summary>
    private static List<Problem> Sorted(List<Problem> problems)
    {
        var files = problems
            .Select(p => p.File)
            .Distinct(StringComparer.Ordinal)
            .Select((file, place) => (file, place))
            .ToDictionary(f => f.file, f => f.place, StringComparer.Ordinal);
        return [.. problems.OrderBy(p => files[p.File]).ThenBy(p => p.Line ?? 0)];
    }
}
