using Bench.Benchmarks.Harness;
using Bench.Fio.Output;
using Bench.Statistics.Histograms;

namespace Bench.Benchmarks.Suites;

/// <summary>Parsing real fio json+ files and merging their histograms, against jq doing the same and cat reading the same bytes.</summary>
internal sealed class ParsingBenchmark : IBenchmark
{
    private const int Files = 400;

    private const string JobFile = """
        [global]
        ioengine=null
        size=1g
        bs=4k
        rw=randrw
        runtime=300ms
        time_based=1
        numjobs=4

        [job]
        """;

    /// <summary>The merge of all read histograms in jq's language.</summary>
    private const string Jq =
        "reduce (inputs | .jobs[].read.clat_ns.bins // {} | to_entries[]) as $b ({}; .[$b.key] += $b.value) | length";

    public string Name => "parsing";

    public string Claim =>
        $"parsing and merging {Files} fio json+ files of 4 jobs, in process ÷ jq, and ÷ cat of the same files";

    public async Task<IReadOnlyList<string>> RunAsync(int pairs, TimeProvider time)
    {
        using var workspace = new Workspace();
        await File.WriteAllTextAsync(workspace.File("job.fio"), JobFile);
        var first = workspace.File("0.json");
        await Shell.RunAsync(
            "fio",
            "--output-format=json+",
            $"--output={first}",
            "--eta=never",
            workspace.File("job.fio")
        );
        for (var i = 1; i < Files; i++)
        {
            File.Copy(first, workspace.File($"{i}.json"));
        }
        var paths = Directory.GetFiles(workspace.Path, "*.json");
        var megabytes = paths.Sum(path => new FileInfo(path).Length) / 1e6;
        var jq = await new InterleavedPairs(pairs, time).MeasureAsync(
            () => MergeAsync(paths),
            () => Shell.RunAsync("jq", ["-n", Jq, .. paths])
        );
        var cat = await new InterleavedPairs(pairs, time).MeasureAsync(
            () => MergeAsync(paths),
            () => Shell.ScriptAsync($"cat {workspace.Path}/*.json > /dev/null")
        );
        return
        [
            FormattableString.Invariant(
                $"{megabytes:0.0} MB; ours {megabytes / jq.OurSeconds:0} MB/s"
            ),
            $"÷ jq:  {jq.Describe()}",
            $"÷ cat: {cat.Describe()}",
        ];
    }

    private static async Task MergeAsync(string[] paths)
    {
        var merged = new HistogramBuilder();
        foreach (var path in paths)
        {
            foreach (var job in FioOutputParser.Parse(await File.ReadAllBytesAsync(path)).Jobs)
            {
                var bins = job.Read!.Clat.Bins;
                for (var i = 0; i < bins.Values.Length; i++)
                {
                    merged.Add(bins.Values[i], bins.Counts[i]);
                }
            }
        }
        if (merged.Build().IsEmpty)
        {
            throw new InvalidOperationException("Nothing was merged.");
        }
    }
}
