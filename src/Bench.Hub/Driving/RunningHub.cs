namespace Bench.Hub.Driving;

/// <summary>A hub that somebody else started, and goes on.</summary>
public sealed class RunningHub(Uri address) : IHubSource
{
    public async Task<IHubHandle> OpenAsync(
        HubStart settings,
        string logPath,
        CancellationToken cancel
    )
    {
        var client = new HubClient(address);
        if (await client.IsHealthyAsync(cancel))
        {
            return new Handle(client);
        }
        client.Dispose();
        throw new HubDriveException(
            $"no hub answers GET {address}health; start it, or let a stage start one"
        );
    }

    private sealed class Handle(HubClient client) : IHubHandle
    {
        public HubClient Client => client;

        public string? WhyGone() => null;

        public Task StopAsync() => Task.CompletedTask;

        public ValueTask DisposeAsync()
        {
            client.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
