using Bench.Hub.Files;
using Bench.Model.Hub;
using Bench.Model.Json;

namespace Bench.Hub.Pipeline.Archives;

/// <summary>The folder of one iteration: <c>summary.json</c>, <c>hub.log</c>, <c>logs/</c>, <c>trace.json</c>.</summary>
public static class PerfArchive
{
    public const string SummaryName = "summary.json";
    public const string TraceName = "trace.json";

    /// <summary>The summary comes last, so that an archive with one is whole.</summary>
    public static async Task WriteAsync(
        string folder,
        HubPerfSummary summary,
        bool trace,
        CancellationToken cancel
    )
    {
        if (trace)
        {
            await File.WriteAllBytesAsync(
                Path.Combine(folder, TraceName),
                TraceEvents.Of(summary),
                cancel
            );
        }
        await WholeFile.WriteAsync(
            Path.Combine(folder, SummaryName),
            Documents.Write(summary),
            cancel
        );
    }

    /// <summary>Reads an archive's summary.</summary>
    /// <param name="path">The archive's folder, or its <c>summary.json</c>.</param>
    /// <exception cref="PipelineInputException">There is none.</exception>
    /// <exception cref="DocumentException">It cannot be read.</exception>
    public static HubPerfSummary Read(string path)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, SummaryName) : path;
        return File.Exists(file)
            ? Documents.Read<HubPerfSummary>(File.ReadAllBytes(file), file)
            : throw new PipelineInputException(
                $"{path}: there is no {SummaryName}; name the folder of an iteration that ended"
            );
    }
}
