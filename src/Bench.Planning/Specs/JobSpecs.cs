using System.Text;
using Bench.Model.Digests;
using Bench.Model.Json;
using Bench.Model.Runs;

namespace Bench.Planning.Specs;

/// <summary>Derives job specs from <c>config.json</c> alone: whoever derives them gets the same bytes.</summary>
public static class JobSpecs
{
    /// <summary>The spec of every VM, in the order of the distribution.</summary>
    /// <param name="config">The run.</param>
    /// <param name="configSha256">Of the bytes of <c>config.json</c> as they are in the bucket.</param>
    public static IEnumerable<JobSpec> Derive(RunConfig config, string configSha256)
    {
        var inputs = config.Inputs;
        var digests = new InputDigests
        {
            ConfigSha256 = configSha256,
            TestCsvSha256 = inputs.TestCsv.Sha256,
            ConfigsCsvSha256 = inputs.ConfigsCsv?.Sha256,
            JobFileSha256 = inputs.JobFile.Sha256,
        };
        var jobFile = JobFileText(inputs.JobFile);
        return config.Distribution.Select(share => Of(config, share, digests, jobFile));
    }

    private static JobSpec Of(
        RunConfig config,
        VmShare share,
        InputDigests digests,
        string jobFile
    ) =>
        new()
        {
            Schema = Schemas.JobSpec,
            Writer = WriterOf(config, share.Vm),
            VmName = share.Vm,
            BenchmarkId = config.BenchmarkId,
            BenchVersion = config.BenchVersion,
            InputDigests = digests,
            Seed = config.Seed,
            Iterations = config.Options.Iterations,
            TotalTests = share.Entries.Count,
            TotalRuns = share.Entries.Count * config.Options.Iterations,
            Options = config.Options,
            JobFile = jobFile,
            JobFileName = config.Inputs.JobFile.Name,
            DataSet = config.DataSet,
            TestEntries = [.. share.Entries.Select(config.Entry)],
        };

    /// <summary>
    /// Not random but made from the run's own: specs are derived again by whoever resumes, and a create that finds the
    /// same bytes has not lost to anyone.
    /// </summary>
    private static string WriterOf(RunConfig config, string vm) =>
        ContentDigest.Sha256HexOf(
            Encoding.UTF8.GetBytes($"{Schemas.JobSpec} {config.Writer} {vm}")
        )[..32];

    private static string JobFileText(InputFile file)
    {
        var bytes = file.Content.AsSpan();
        var mark = Encoding.UTF8.Preamble;
        return Encoding.UTF8.GetString(bytes.StartsWith(mark) ? bytes[mark.Length..] : bytes);
    }
}
