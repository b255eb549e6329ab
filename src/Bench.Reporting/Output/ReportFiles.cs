using System.Text;
using Bench.Model.Keys;
using Bench.Reporting.Csv;
using Bench.Reporting.Html;
using Bench.Reporting.Model;
using Bench.Storage;

namespace Bench.Reporting.Output;

/// <summary>
/// The files of a report, by name: <c>report.json</c>, <c>report.csv</c>, <c>report.html</c>, and with separate configs
/// <c>report-&lt;label&gt;.csv</c> for each; <c>replicated.csv</c> where VMs ran entries at once. Equal reports give equal
/// bytes.
/// </summary>
public sealed class ReportFiles
{
    public const string Json = "report.json";
    public const string Csv = "report.csv";
    public const string Html = "report.html";
    public const string Replicated = "replicated.csv";

    private readonly bool _provisional;

    private ReportFiles(bool provisional, IReadOnlyDictionary<string, byte[]> files)
    {
        _provisional = provisional;
        Files = files;
    }

    /// <summary>The bytes of each file, names in ordinal order.</summary>
    public IReadOnlyDictionary<string, byte[]> Files { get; }

    /// <summary>Renders all files.</summary>
    /// <param name="report">What to render.</param>
    /// <param name="separateConfigs">Whether each config gets a table and a CSV file of its own.</param>
    public static async Task<ReportFiles> RenderAsync(Report report, bool separateConfigs)
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal)
        {
            [Json] = ReportDocument.Write(report),
            [Csv] = CsvReport.Write(report),
            [Html] = Encoding.UTF8.GetBytes(await HtmlReport.RenderAsync(report, separateConfigs)),
        };
        if (report.Replicated is { } replicated)
        {
            files[Replicated] = ReplicatedCsv.Write(replicated);
        }
        if (separateConfigs)
        {
            foreach (var (configId, slug) in LabelSlug.Of(report.Configs))
            {
                files[$"report-{slug}.csv"] = CsvReport.Write(report, configId);
            }
        }
        return new ReportFiles(report.Provisional, files);
    }

    /// <summary>Writes the files below <c>report/</c> of the run.</summary>
    /// <exception cref="InvalidOperationException">The report is provisional: the bucket holds only final ones.</exception>
    /// <exception cref="StoreException">The store fails.</exception>
    public async Task WriteAsync(IObjectStore store, RunKeys keys, CancellationToken cancel)
    {
        if (_provisional)
        {
            throw new InvalidOperationException(
                $"A provisional report is never written to {keys.Report}."
            );
        }
        foreach (var (name, content) in Files)
        {
            await store.PutAsync(keys.Report + name, content, cancel);
        }
    }

    /// <summary>Writes the files to a local folder, which is made if need be; each file appears whole.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public async Task WriteAsync(string directory, CancellationToken cancel)
    {
        Directory.CreateDirectory(directory);
        foreach (var (name, content) in Files)
        {
            var path = Path.Combine(directory, name);
            var partial = $"{path}.partial";
            await File.WriteAllBytesAsync(partial, content, cancel);
            File.Move(partial, path, overwrite: true);
        }
    }
}
