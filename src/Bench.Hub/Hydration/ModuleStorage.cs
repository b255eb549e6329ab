using Bench.Hub.Local;
using Bench.Hub.Modules;
using Bench.Hub.States;
using Bench.Storage;

namespace Bench.Hub.Hydration;

/// <summary>Modules in a content-addressed store: whole files, packs of small ones, and chunks of large ones.</summary>
public sealed class ModuleStorage : IModuleStorage, IDisposable
{
    /// <summary>How often a dehydration that a sweep ended is begun again.</summary>
    private const int Tries = 3;

    private readonly Engine _engine;

    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public ModuleStorage(IObjectStore store, HydrationOptions options, TimeProvider time) =>
        _engine = new Engine(store, options.Checked(), time);

    public string Uri => _engine.Store.Uri;

    public Task<HydrationResult> HydrateAsync(
        ModuleId module,
        string folder,
        IProgress<HydrationProgress>? progress,
        CancellationToken cancel
    ) =>
        RunAsync(
            module,
            async () =>
            {
                var paths = Ready(folder);
                var hydration = new Rehydration(_engine, module, paths, new Counting(progress));
                var result = await hydration.RunAsync(cancel);
                return result with { Requests = hydration.Requests };
            }
        );

    public Task<HydrationResult> DehydrateAsync(
        ModuleId module,
        string folder,
        IProgress<HydrationProgress>? progress,
        CancellationToken cancel
    ) =>
        RunAsync(
            module,
            async () =>
            {
                var paths = Ready(folder);
                if (!Directory.Exists(paths.Folder))
                {
                    throw new HydrationException(
                        $"module {module}: {paths.Folder} is not there; there is nothing to store"
                    );
                }
                long requests = 0;
                for (var i = 1; ; i++)
                {
                    var dehydration = new Dehydration(
                        _engine,
                        module,
                        paths,
                        new Counting(progress)
                    );
                    try
                    {
                        var result = await dehydration.RunAsync(cancel);
                        return result with { Requests = requests + dehydration.Requests };
                    }
                    catch (HydrationException e) when (e.IsFenced && i < Tries)
                    {
                        requests += dehydration.Requests;
                    }
                }
            }
        );

    public Task ObliterateAsync(ModuleId module, CancellationToken cancel) =>
        RunAsync(
            module,
            async () =>
            {
                await new Obliteration(_engine.Store, module, _engine.Options).RunAsync(cancel);
                return new HydrationResult();
            }
        );

    public void Dispose() => _engine.Dispose();

    private static LocalPaths Ready(string folder)
    {
        var paths = new LocalPaths(folder);
        Staging.Recover(paths);
        return paths;
    }

    private async Task<HydrationResult> RunAsync(ModuleId module, Func<Task<HydrationResult>> work)
    {
        var begin = _engine.Time.GetTimestamp();
        _engine.Operations.Begin();
        try
        {
            var result = await work();
            return result with { Seconds = _engine.Time.GetElapsedTime(begin).TotalSeconds };
        }
        catch (StoreException e)
        {
            throw new HydrationException($"module {module}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HydrationException(
                $"module {module}: {e.Message}; make room or give access, then try again: nothing was changed",
                e
            );
        }
        finally
        {
            _engine.Operations.End();
        }
    }
}
