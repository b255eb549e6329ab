using Bench.Hub.Configuration;
using Bench.Hub.Hydration;
using Bench.Hub.Modules;

namespace Bench.Cli.Hubs;

/// <summary>The backend of a hub.</summary>
internal sealed class HubStorage : IDisposable
{
    private HubStorage(IModuleStorage modules) => Modules = modules;

    public IModuleStorage Modules { get; }

    public static HubStorage Open(HubSettings settings, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return new(
            new CopyStorage(
                settings.Hydration.TargetSpec is { } spec
                    ? new Uri(spec).LocalPath
                    : Path.Combine(settings.Options.DataFolder, HydrationSettings.DefaultFolder)
            )
        );
    }

    public void Dispose() { }

    private sealed class CopyStorage(string root) : IModuleStorage
    {
        public string Uri => $"file://{root}";

        public Task<HydrationResult> HydrateAsync(
            ModuleId module,
            string folder,
            IProgress<HydrationProgress>? progress,
            CancellationToken cancel
        ) => Task.FromResult(Copy(Path.Combine(root, module.ToString()), folder));

        public Task<HydrationResult> DehydrateAsync(
            ModuleId module,
            string folder,
            IProgress<HydrationProgress>? progress,
            CancellationToken cancel
        ) => Task.FromResult(Copy(folder, Path.Combine(root, module.ToString())));

        public Task ObliterateAsync(ModuleId module, CancellationToken cancel)
        {
            Directory.Delete(Path.Combine(root, module.ToString()), recursive: true);
            return Task.CompletedTask;
        }

        private static HydrationResult Copy(string from, string to)
        {
            Directory.CreateDirectory(from);
            Directory.CreateDirectory(to);
            long files = 0,
                bytes = 0;
            foreach (
                var file in new DirectoryInfo(from).EnumerateFiles("*", SearchOption.AllDirectories)
            )
            {
                var target = Path.Combine(to, Path.GetRelativePath(from, file.FullName));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                file.CopyTo(target, overwrite: true);
                files++;
                bytes += file.Length;
            }
            return new HydrationResult
            {
                Files = files,
                Bytes = bytes,
                MovedBytes = bytes,
                MovedObjects = files,
            };
        }
    }
}
