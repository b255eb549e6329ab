using Bench.Hub.Pipeline.Driving;

namespace Bench.Hub.Pipeline.Stages;

/// <summary>One operation on all modules of a stage, which goes on only when it succeeded for each.</summary>
internal sealed class StagePass(ModuleDriver driver, Action<string> say, string remedy)
{
    /// <exception cref="StageFailedException">It failed for a module.</exception>
    public async Task RunAsync(
        IReadOnlyList<string> modules,
        ModuleOperation operation,
        CancellationToken cancel
    )
    {
        var timings = await driver.RunAsync(modules, operation, cancel);
        if (timings.Any(timing => timing.Error is not null))
        {
            throw StageFailedException.Of(operation.Name, timings, remedy);
        }
        say($"{operation.Name}: {timings.Count} modules");
    }
}
