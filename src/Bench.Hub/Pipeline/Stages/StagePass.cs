using Bench.Hub.Driving;
using Bench.Hub.Pipeline.Driving;
using Bench.Hub.Pipeline.Files;

namespace Bench.Hub.Pipeline.Stages;

/// <summary>Operations on all modules of a stage, each of which goes on only when it succeeded for every one.</summary>
internal sealed class StagePass(IHubHandle hub, StageContext context, string remedy)
{
    private readonly ModuleDriver _driver = new(hub, context.Time);

    /// <exception cref="StageFailedException">It failed for a module.</exception>
    public async Task RunAsync(
        IReadOnlyList<string> modules,
        ModuleOperation operation,
        CancellationToken cancel
    )
    {
        var timings = await _driver.RunAsync(modules, operation, cancel);
        if (timings.Any(timing => timing.Error is not null))
        {
            throw StageFailedException.Of(operation.Name, timings, remedy);
        }
        context.Say($"{operation.Name}: {timings.Count} modules");
    }

    /// <summary>Brings modules to where their folders may be read and written: provisioned, then hibernated.</summary>
    /// <exception cref="StageFailedException">It failed for a module, or the hub keeps them elsewhere.</exception>
    public async Task LayDownAsync(
        IReadOnlyList<string> modules,
        string hubData,
        CancellationToken cancel
    )
    {
        // A stage that was killed has left some of them as they were, and a hub that runs already may have any.
        var states = await new SettledModules(hub, context.Time).WaitAsync(cancel);
        var absent = modules.Where(module => !states.ContainsKey(module)).ToList();
        await RunAsync(absent, ModuleOperation.Provision, cancel);
        var folders = new ModuleFolders(hubData, context.Origin);
        var elsewhere = modules
            .Select(module => (Module: module, Error: folders.WhyMissing(module)!))
            .Where(missing => missing.Error is not null)
            .ToList();
        if (elsewhere.Count > 0)
        {
            throw StageFailedException.Of(
                ModuleOperation.Provision.Name,
                elsewhere,
                modules.Count,
                remedy
            );
        }
        var awake = modules
            .Where(module => states.GetValueOrDefault(module) != ModuleOperation.Hibernate.Wanted)
            .ToList();
        await RunAsync(awake, ModuleOperation.Hibernate, cancel);
    }
}
