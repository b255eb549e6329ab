using System.Globalization;
using System.Text.Json.Nodes;
using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Network;

/// <summary>
/// The test process that made a network: by process id and start time, which names and aliases carry, so that what a
/// process that is gone has left is known and removed.
/// </summary>
internal sealed record NetworkOwner(int Pid, string StartTicks)
{
    private const string Mark = "bench-e2e";

    public static NetworkOwner Self { get; } = Of(Environment.ProcessId)!;

    public bool Lives => Of(Pid) == this;

    /// <summary>The beginning of the names of its hosts, and the alias of its bridge.</summary>
    public override string ToString() => $"{Mark}-{Pid}-{StartTicks}";

    /// <summary>A living process; null when there is none of this id.</summary>
    public static NetworkOwner? Of(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            // The second field, in brackets, may hold anything; the start time is the 22nd.
            return new NetworkOwner(pid, stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Removes the networks of test processes that are gone, with what still runs in them.</summary>
    public static async Task SweepAsync()
    {
        var names = await Commands.RunAsync("ip", ["netns", "list"]);
        foreach (var line in names.Split('\n'))
        {
            var name = line.Split(' ')[0];
            if (Parse(name) is { Lives: false })
            {
                await RemoveHostAsync(name);
            }
        }
        var bridges = await Commands.RunAsync("ip", ["-j", "link", "show", "type", "bridge"]);
        foreach (var bridge in JsonNode.Parse(bridges)!.AsArray())
        {
            if (Parse(bridge!["ifalias"]?.GetValue<string>() ?? "") is { Lives: false })
            {
                await Commands.TryAsync(
                    "ip",
                    ["link", "delete", bridge["ifname"]!.GetValue<string>()]
                );
            }
        }
    }

    /// <summary>Ends what runs in a host, by process id, and takes the host away. Another one may do so too.</summary>
    public static async Task RemoveHostAsync(string name)
    {
        var (_, pids, _) = await Commands.TryAsync("ip", ["netns", "pids", name]);
        foreach (var pid in pids.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Signals.Send(int.Parse(pid, CultureInfo.InvariantCulture), Signals.Kill);
        }
        await Commands.TryAsync("ip", ["netns", "delete", name]);
    }

    private static NetworkOwner? Parse(string name) =>
        name.Split('-') is ["bench", "e2e", var pid, var ticks, ..]
        && int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? new NetworkOwner(id, ticks)
            : null;
}
