using System.Net;
using System.Text.Json.Nodes;
using Bench.Coordinator.Tests.Serving;
using Bench.Host.Tests;
using Bench.Hub.Http;
using Bench.Hub.Instances;
using Bench.Hub.Instances.Folders;
using Bench.Hub.Service;
using Bench.Hub.Tests.Service;

namespace Bench.Hub.Tests.Http;

/// <summary>A hub with folder instances and a fake backend, served on a port of loopback.</summary>
internal sealed class ServedHub : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FolderInstances _kind = new(new InstancePorts());
    private HubServer _server = null!;

    public FakeStorage Storage { get; } = new();

    /// <summary>What the server logs.</summary>
    public LogLines Log { get; } = new();

    public HubService Hub { get; private set; } = null!;

    public HttpClient Client { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public Uri Address => _server.Address;

    public static async Task<ServedHub> StartAsync(
        Func<HubOptions, HubOptions>? change = null,
        IHostResources? resources = null
    )
    {
        var served = new ServedHub();
        var options = new HubOptions
        {
            DataFolder = served._folder.Root,
            ProvisionThreads = 0,
            Watchdog = new WatchdogOptions { Interval = TimeSpan.FromDays(1) },
        };
        served.Hub = await HubService.StartAsync(
            change?.Invoke(options) ?? options,
            new HubParts
            {
                Storage = served.Storage,
                Kind = served._kind,
                Resources = resources ?? new HostResources(),
            },
            CancellationToken.None
        );
        served._server = await HubServer.StartAsync(
            served.Hub,
            new IPEndPoint(IPAddress.Loopback, 0),
            served.Log,
            CancellationToken.None
        );
        served.Client.BaseAddress = served.Address;
        return served;
    }

    public string DataOf(string module) => Path.Combine(_folder.Root, "servers", module);

    /// <summary>The status and the JSON of an answer.</summary>
    public async Task<(int Status, JsonNode Body)> SendAsync(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, JsonNode.Parse(text)!);
    }

    public Task<(int Status, JsonNode Body)> PostAsync(string module, string verb) =>
        SendAsync("POST", $"/hub/modules/{module}/{verb}");

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
        await Hub.DisposeAsync();
        await _kind.DisposeAsync();
        _folder.Dispose();
    }
}
