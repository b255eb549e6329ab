using System.Net;
using Bench.Hub.Driving;
using Bench.Hub.Http;
using Bench.Hub.Hydration;
using Bench.Hub.Instances;
using Bench.Hub.Instances.Folders;
using Bench.Hub.Service;
using Bench.Hub.Targets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bench.Hub.Tests.Pipeline;

/// <summary>Bench's own hub with all its parts, in this process, started by the flags that a stage gives.</summary>
internal sealed class HubHere : IHubSource
{
    public async Task<IHubHandle> OpenAsync(
        HubStart settings,
        string logPath,
        CancellationToken cancel
    )
    {
        var storage = new ModuleStorage(
            HydrationTarget.Open(Flag(settings, "target-spec"), null, settings.DataFolder),
            new HydrationOptions { Threads = 2 },
            TimeProvider.System
        );
        var kind = new FolderInstances(new InstancePorts());
        var hub = await HubService.StartAsync(
            new HubOptions
            {
                DataFolder = settings.DataFolder,
                ProvisionThreads = 2,
                EnableDehydration = bool.Parse(Flag(settings, "enable-dehydration")),
            },
            new HubParts { Storage = storage, Kind = kind },
            cancel
        );
        var server = await HubServer.StartAsync(
            hub,
            new IPEndPoint(IPAddress.Loopback, 0),
            NullLoggerProvider.Instance,
            cancel
        );
        return new Handle(new HubClient(server.Address), [server, hub, kind], storage);
    }

    private static string Flag(HubStart settings, string name) =>
        settings
            .Flags.Single(flag => flag.Contains($"{name}=", StringComparison.Ordinal))
            .Split('=', 2)[1];

    private sealed class Handle(
        HubClient client,
        IReadOnlyList<IAsyncDisposable> parts,
        ModuleStorage storage
    ) : IHubHandle
    {
        private bool _ended;

        public HubClient Client => client;

        public string? WhyGone() => null;

        public async Task StopAsync()
        {
            if (_ended)
            {
                return;
            }
            _ended = true;
            foreach (var part in parts)
            {
                await part.DisposeAsync();
            }
            storage.Dispose();
        }

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            client.Dispose();
        }
    }
}
