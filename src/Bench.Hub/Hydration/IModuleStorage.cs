using Bench.Hub.Modules;

namespace Bench.Hub.Hydration;

/// <summary>
/// Where modules live when no instance has them: brings a module's files into a folder and takes them back. Operations
/// of one module are never run at the same time by one hub; those of different modules are.
/// </summary>
public interface IModuleStorage
{
    /// <summary>Such as <c>file:///data/hydration_storage</c> or <c>s3://bucket/prefix</c>; without secrets.</summary>
    string Uri { get; }

    /// <summary>
    /// Makes the folder hold exactly the files of the module's newest state; what is there already and unchanged is not
    /// moved. A module that was never dehydrated gives an empty folder.
    /// </summary>
    /// <exception cref="HydrationException">Something is missing, corrupt or of a newer version; the message names module, file and key.</exception>
    Task<HydrationResult> HydrateAsync(
        ModuleId module,
        string folder,
        IProgress<HydrationProgress>? progress,
        CancellationToken cancel
    );

    /// <summary>
    /// Stores the folder as the module's new state: content first, then a state object that is created if absent. The
    /// previous state stays whole until then.
    /// </summary>
    /// <exception cref="HydrationException">Another hub wrote a state of this module meanwhile, a file escapes the folder, or the like.</exception>
    Task<HydrationResult> DehydrateAsync(
        ModuleId module,
        string folder,
        IProgress<HydrationProgress>? progress,
        CancellationToken cancel
    );

    /// <summary>Deletes the module's states; its content goes with the next garbage collection of the store.</summary>
    Task ObliterateAsync(ModuleId module, CancellationToken cancel);
}
