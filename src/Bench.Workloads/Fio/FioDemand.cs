using System.Globalization;
using Bench.Fio.Commands;
using Bench.Fio.JobFiles;
using Bench.Fio.Placeholders;
using Bench.Fio.Values;
using Bench.Model.Runs;

namespace Bench.Workloads.Fio;

/// <summary>
/// What the fio tests of a run need of a host. What a job file leaves open, such as a size in per cent, counts as
/// nothing: the true need is at least this.
/// </summary>
/// <param name="Engines">Names of I/O engines.</param>
/// <param name="AsyncRequests">Most requests that one test has set up with the engine libaio.</param>
/// <param name="OpenFilesOfProcess">Most files that one process of fio has open.</param>
/// <param name="OpenFiles">Most files that one test has open.</param>
/// <param name="ReadSetBytes">Bytes of all read sets.</param>
/// <param name="WrittenBytes">Bytes of the largest test that writes.</param>
public sealed record FioDemand(
    IReadOnlySet<string> Engines,
    long AsyncRequests,
    long OpenFilesOfProcess,
    long OpenFiles,
    long ReadSetBytes,
    long WrittenBytes
)
{
    public long DataBytes => ReadSetBytes + WrittenBytes;

    /// <summary>Options of one job.</summary>
    private sealed record Job(IReadOnlyDictionary<string, string> Options);

    private const string AnyFolder = "/bench-data-folder";

    /// <summary>Of all fio tests of a planned run.</summary>
    public static FioDemand Of(RunConfig config)
    {
        var template = JobTemplate.Parse(
            JobFileText(config.Inputs.JobFile),
            config.Inputs.JobFile.Name
        );
        var tests = config
            .TestCases.Where(test => test.Workload == "fio")
            .DistinctBy(test => string.Join('\n', test.Params.Select(p => $"{p.Key}={p.Value}")))
            .Select(test => Rendered(template, test))
            .OfType<FioJob>()
            .Select(job =>
                (
                    job.Layout,
                    job.ReadsOnly,
                    Jobs: job.File.EffectiveJobs().Select(j => new Job(j.Options)).ToList()
                )
            )
            .ToList();
        var readSets = tests.Where(t => t.ReadsOnly).DistinctBy(t => t.Layout.Digest).ToList();
        var manifest = config.DataSet?.Sum(file => file.Bytes) ?? 0;
        return new FioDemand(
            tests.SelectMany(t => t.Jobs).Select(Engine).OfType<string>().ToHashSet(),
            Most(tests.Select(t => t.Jobs.Sum(AsyncRequestsOf))),
            Most(tests.SelectMany(t => t.Jobs).Select(FilesOfProcess)),
            Most(tests.Select(t => t.Jobs.Sum(FilesOf))),
            readSets.Sum(t => t.Jobs.Sum(Bytes) + manifest),
            Most(tests.Where(t => !t.ReadsOnly).Select(t => t.Jobs.Sum(Bytes)))
        );
    }

    private static FioJob? Rendered(JobTemplate template, TestCaseSpec test) =>
        FioJob.Render(template, test.Params, CacheMode.None, _ => AnyFolder).Job;

    private static string JobFileText(InputFile file) =>
        System.Text.Encoding.UTF8.GetString(file.Content);

    private static long Most(IEnumerable<long> numbers) => numbers.Append(0).Max();

    private static string? Engine(Job job) =>
        FioEngines.NameOf(job.Options.GetValueOrDefault("ioengine", "psync"));

    private static long AsyncRequestsOf(Job job) =>
        Engine(job) == "libaio" ? Number(job, "numjobs") * Number(job, "iodepth") : 0;

    private static long FilesOf(Job job) =>
        Number(job, "numjobs")
        * Math.Min(Number(job, "nrfiles"), Number(job, "openfiles", long.MaxValue));

    private static long FilesOfProcess(Job job) =>
        job.Options.ContainsKey("thread") ? FilesOf(job) : FilesOf(job) / Number(job, "numjobs");

    private static long Bytes(Job job)
    {
        // Jobs that name their file share it.
        var files = job.Options.ContainsKey("filename") ? 1 : Number(job, "numjobs");
        if (Size(job, "filesize") is { } each)
        {
            return each * files * Number(job, "nrfiles");
        }
        return (Size(job, "size") ?? 0) * files;
    }

    private static long? Size(Job job, string option) =>
        job.Options.TryGetValue(option, out var text) && FioSize.TryParse(text, out var size)
            ? size.Bytes
            : null;

    private static long Number(Job job, string option, long otherwise = 1) =>
        job.Options.TryGetValue(option, out var text)
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number > 0
            ? number
            : otherwise;
}
