using Bench.Fio.JobFiles;
using Bench.Fio.Layouts;
using Bench.Fio.Placeholders;
using Bench.Fio.Values;
using Bench.Model.Runs;
using Bench.Planning.Inputs;

namespace Bench.Workloads.Fio;

/// <summary>A job file with its values: the text that fio is given.</summary>
internal sealed record FioJob(JobFile File, FioLayout Layout)
{
    /// <summary>Stands for the folder of the data while it is not known: it depends on the layout.</summary>
    private const string AnyFolder = "/bench-data-folder";

    public bool ReadsOnly => Layout.Access == LayoutAccess.ReadsOnly;

    /// <summary>Whether any job reads, so that its files must be there before.</summary>
    public bool NeedsFiles =>
        ReadsOnly
        || File.Settings("rw")
            .Any(line => RwMode.TryParse(line.Value, out var mode) && (mode.Reads || mode.Trims));

    /// <summary>The job for an entry, with the data in the folder that <paramref name="folderOf"/> gives for it.</summary>
    public static (FioJob? Job, string Folder, IReadOnlyList<TemplateProblem> Problems) Render(
        JobTemplate template,
        IReadOnlyDictionary<string, string> parameters,
        CacheMode cache,
        Func<FioJob, string> folderOf
    )
    {
        var probe = Render(template, parameters, AnyFolder, cache);
        if (probe.Job is null)
        {
            return (null, "", probe.Problems);
        }
        var folder = folderOf(probe.Job);
        var rendered = Render(template, parameters, folder, cache);
        return (rendered.Job, folder, rendered.Problems);
    }

    /// <summary>
    /// The folders below that of the data which the job file names, as in <c>directory=MOUNT_POINT/data</c>: fio wants
    /// them to be there.
    /// </summary>
    public IEnumerable<string> FoldersBelow(string folder) =>
        File.Settings("directory")
            .SelectMany(line => (line.Value ?? "").Split(':'))
            .Where(name => name.StartsWith(folder + "/", StringComparison.Ordinal))
            .Select(Path.GetFullPath)
            .Where(path => path.StartsWith(folder + "/", StringComparison.Ordinal));

    /// <summary>The same job, which only makes the files.</summary>
    public string LayoutText() => File.WithGlobalOption("create_only", "1").ToText();

    private static (FioJob? Job, IReadOnlyList<TemplateProblem> Problems) Render(
        JobTemplate template,
        IReadOnlyDictionary<string, string> parameters,
        string folder,
        CacheMode cache
    )
    {
        var filled = parameters
            .Where(pair => !IsUnset(pair.Key, pair.Value))
            .Append(new KeyValuePair<string, string>(PlaceholderNames.DataDir, folder));
        var rendered = template.Render(new Dictionary<string, string>(filled));
        if (rendered.Text is null)
        {
            return (null, rendered.Problems);
        }
        var file = JobFile.Parse(rendered.Text);
        // fio evicts its files before it starts unless told otherwise, and the warm set would be cold again.
        file = cache == CacheMode.Warm ? file.WithGlobalOption("invalidate", "0") : file;
        return (new FioJob(file, FioLayout.Of(file, folder)), []);
    }

    /// <summary>An empty cell is no value; the placeholder that needs one is then told as unfilled.</summary>
    private static bool IsUnset(string name, string value) =>
        value.Length == 0 || name is ParameterNames.TestId or ParameterNames.Workload;
}
