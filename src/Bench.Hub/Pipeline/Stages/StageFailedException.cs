using Bench.Hub.Pipeline.Driving;

namespace Bench.Hub.Pipeline.Stages;

/// <summary>A stage began and did not reach its end; the message says what is left and how to go on.</summary>
public sealed class StageFailedException(string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>Names the modules that failed, the first few with the reason.</summary>
    public static StageFailedException Of(
        string operation,
        IReadOnlyList<ModuleTiming> timings,
        string remedy
    )
    {
        var failed = timings
            .Where(timing => timing.Error is not null)
            .Select(timing => (timing.Module, timing.Error!))
            .ToList();
        return Of(operation, failed, timings.Count, remedy);
    }

    /// <summary>Names the modules that failed, the first few with the reason.</summary>
    public static StageFailedException Of(
        string operation,
        IReadOnlyList<(string Module, string Error)> failed,
        int all,
        string remedy
    )
    {
        const int shown = 5;
        var more = failed.Count > shown ? $"\n  and {failed.Count - shown} more" : "";
        var list = string.Join("\n  ", failed.Take(shown).Select(f => $"{f.Module}: {f.Error}"));
        return new(
            $"{operation} failed for {failed.Count} of {all} modules:\n  {list}{more}\n{remedy}"
        );
    }
}
