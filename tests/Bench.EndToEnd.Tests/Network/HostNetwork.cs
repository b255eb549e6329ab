using System.Globalization;
using System.Net;

namespace Bench.EndToEnd.Tests.Network;

/// <summary>A bridge of this machine to which hosts are connected: network namespaces with addresses of their own.</summary>
internal sealed class HostNetwork : IAsyncDisposable
{
    private const int FirstHost = 10;
    private readonly int _subnet;
    private int _hosts;

    private HostNetwork(int subnet) => _subnet = subnet;

    /// <summary>Where hosts find the bucket.</summary>
    public IPAddress Gateway => IPAddress.Parse(AddressOf(1));

    private string Bridge => Text($"bench-net-{_subnet}");

    /// <param name="owner">Whose it is; else this process's.</param>
    public static async Task<HostNetwork> CreateAsync(NetworkOwner? owner = null)
    {
        // Whoever makes the bridge has its subnet: another process finds the name taken.
        for (var i = 0; i < 256; i++)
        {
            var network = new HostNetwork((Environment.ProcessId + i) % 256);
            var made = await Commands.TryAsync(
                "ip",
                ["link", "add", network.Bridge, "type", "bridge"]
            );
            if (made.Code == 0)
            {
                await Commands.RunAsync(
                    "ip",
                    ["-batch", "-"],
                    $"""
                    link set dev {network.Bridge} alias {owner ?? NetworkOwner.Self}
                    address add {network.Gateway}/24 dev {network.Bridge}
                    link set dev {network.Bridge} up

                    """
                );
                return network;
            }
        }
        throw new InvalidOperationException("no subnet is free for the hosts of tests");
    }

    /// <summary>One more host.</summary>
    public async Task<NetworkHost> AddAsync(string name, string folder, NetworkOwner? owner = null)
    {
        var number = FirstHost + Interlocked.Increment(ref _hosts);
        var space = Text($"{owner ?? NetworkOwner.Self}-{_subnet}-{number}");
        var cable = Text($"bn{_subnet}-{number}");
        await Commands.RunAsync(
            "ip",
            ["-batch", "-"],
            $"""
            netns add {space}
            link add {cable} type veth peer name eth0 netns {space}
            link set dev {cable} master {Bridge} up

            """
        );
        await Commands.RunAsync(
            "ip",
            ["-netns", space, "-batch", "-"],
            $"""
            link set dev lo up
            address add {AddressOf(number)}/24 dev eth0
            link set dev eth0 up

            """
        );
        return new NetworkHost(name, space, IPAddress.Parse(AddressOf(number)), folder);
    }

    public async ValueTask DisposeAsync() =>
        await Commands.RunAsync("ip", ["link", "delete", Bridge]);

    private string AddressOf(int host) => Text($"10.211.{_subnet}.{host}");

    private static string Text(FormattableString text) =>
        text.ToString(CultureInfo.InvariantCulture);
}
