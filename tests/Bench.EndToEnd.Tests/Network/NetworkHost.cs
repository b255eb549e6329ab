using System.Net;
using System.Text.Json.Nodes;

namespace Bench.EndToEnd.Tests.Network;

/// <summary>What is lost on a host's link.</summary>
public enum Lost
{
    /// <summary>What it sends.</summary>
    Requests,

    /// <summary>What is sent to it.</summary>
    Replies,

    Both,
}

/// <summary>
/// A host with an address, a name, a boot id, locks and folders of its own, as far as the program can tell. Its link
/// fails as a test wants.
/// </summary>
internal sealed class NetworkHost : IAsyncDisposable
{
    /// <summary>Gives a program the host's own name, boot id, locks and data folder; all hosts call that by one name.</summary>
    private const string EnterScript = """
        hostname "$1"
        mount --bind "$2/boot_id" /proc/sys/kernel/random/boot_id
        mkdir -p /run/lock && mount --bind "$2/lock" /run/lock
        mount --bind "$2/data" "$3"
        shift 3
        exec "$@"
        """;

    private readonly string _space;
    private readonly string _folder;

    /// <param name="space">Its network namespace.</param>
    /// <param name="folder">Where its files are.</param>
    public NetworkHost(string name, string space, IPAddress address, string folder)
    {
        (Name, _space, Address, _folder) = (name, space, address, folder);
        foreach (var part in new[] { "lock", "data", "tmp" })
        {
            Directory.CreateDirectory(Path.Combine(folder, part));
        }
        File.WriteAllText(Path.Combine(folder, "boot_id"), $"{Guid.NewGuid()}\n");
    }

    public string Name { get; }

    public IPAddress Address { get; }

    public string Folder(string name) => Path.Combine(_folder, name);

    /// <summary>The arguments of <c>ip</c> that run a program in it.</summary>
    /// <param name="data">The name by which it knows its data folder.</param>
    public IReadOnlyList<string> Enter(
        string data,
        IReadOnlyDictionary<string, string> environment,
        IReadOnlyList<string> command
    ) =>
        [
            "netns",
            "exec",
            _space,
            "unshare",
            "--uts",
            "sh",
            "-ec",
            EnterScript,
            "sh",
            Name,
            _folder,
            data,
            "env",
            $"TMPDIR={Folder("tmp")}",
            .. environment.Select(pair => $"{pair.Key}={pair.Value}"),
            .. command,
        ];

    /// <summary>Nothing gets through any more.</summary>
    public Task CutAsync(Lost lost) => LoseAsync(lost, "counter drop");

    /// <summary>A share of the packets, each way.</summary>
    public Task LosePercentAsync(int percent) =>
        LoseAsync(Lost.Both, $"numgen random mod 100 < {percent} counter drop");

    public Task MendAsync() => NftAsync("flush ruleset\n");

    /// <summary>How many packets were lost since the link was last mended.</summary>
    public async Task<long> LostAsync()
    {
        var rules = await Commands.RunAsync(
            "ip",
            ["netns", "exec", _space, "nft", "-j", "list", "ruleset"]
        );
        return JsonNode.Parse(rules)!["nftables"]!
            .AsArray()
            .Select(item => item!["rule"]?["expr"]?.AsArray())
            .OfType<JsonArray>()
            .SelectMany(parts => parts)
            .Sum(part => part!["counter"]?["packets"]?.GetValue<long>() ?? 0);
    }

    public async ValueTask DisposeAsync() => await NetworkOwner.RemoveHostAsync(_space);

    private Task LoseAsync(Lost lost, string rule) =>
        NftAsync(
            $$"""
            flush ruleset
            table inet faults {
                chain out {
                    type filter hook output priority 0;
                    {{(lost is Lost.Replies ? "" : $"oif eth0 {rule}")}}
                }
                chain in {
                    type filter hook input priority 0;
                    {{(lost is Lost.Requests ? "" : $"iif eth0 {rule}")}}
                }
            }

            """
        );

    private Task NftAsync(string rules) =>
        Commands.RunAsync("ip", ["netns", "exec", _space, "nft", "-f", "-"], rules);
}
