using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Bench.Hub.Http;
using Bench.Hub.Modules;
using Bench.Hub.Tests.Service;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bench.Hub.Tests.Page;

/// <summary>The page as the server writes it: the order of its rows, and its figures.</summary>
[CancelAfter(60_000)]
internal sealed class HubPageTests
{
    private HubBed _bed = null!;
    private HubServer _server = null!;
    private HttpClient _client = null!;

    /// <summary>
    /// Four modules that each order has in another one: of three that run, c is the oldest and b the youngest, and aa
    /// sleeps.
    /// </summary>
    [SetUp]
    public async Task StartAsync()
    {
        _bed = await HubBed.StartAsync();
        await BeginAsync("c", port: 40_001, gibibytes: 2);
        await BeginAsync("a", port: 40_003, gibibytes: 3);
        await BeginAsync("b", port: 40_002, gibibytes: 1);
        await BeginAsync("aa", port: 40_004, gibibytes: 9);
        await _bed.DoAsync("aa", ModuleEvent.Hibernate);
        _server = await HubServer.StartAsync(
            _bed.Hub,
            new IPEndPoint(IPAddress.Loopback, 0),
            NullLoggerProvider.Instance,
            CancellationToken.None
        );
        _client = new HttpClient { BaseAddress = _server.Address };
    }

    [TearDown]
    public async Task StopAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        await _bed.DisposeAsync();
    }

    [TestCase("", "a aa b c")]
    [TestCase("name", "a aa b c")]
    [TestCase("state", "a b c aa")]
    [TestCase("memory", "a c b aa")]
    [TestCase("port", "c b a aa")]
    [TestCase("age", "aa b a c")]
    [TestCase("nonsense", "a aa b c")]
    [TestCase("port&state=provisioned", "c b a")]
    [TestCase("memory&q=a", "a aa")]
    public async Task Rows_are_in_the_order_asked_for(string sort, string expected)
    {
        var page = await _client.GetStringAsync($"/?sort={sort}");
        var rows = Regex.Matches(page, "data-module=\"(?<id>[^\"]+)\"", RegexOptions.None, Limit);
        string.Join(' ', rows.Select(row => row.Groups["id"].Value)).ShouldBe(expected);
    }

    [Test]
    public async Task Total_memory_is_that_of_all_instances_and_of_the_hub()
    {
        var tile = await TileAsync();
        tile["instances"].ShouldBe("6.00 GiB", "one that sleeps holds none");
        (Bytes(tile["Total memory"]) / Bytes("1 GiB")).ShouldBe(
            6 + (Bytes(tile["hub"]) / Bytes("1 GiB")),
            0.01
        );
        Bytes(tile["hub"]).ShouldBeGreaterThan(Bytes("10 MiB"));
        await _bed.DoAsync("a", ModuleEvent.Hibernate);
        (await TileAsync())["instances"].ShouldBe("3.00 GiB");
    }

    private static TimeSpan Limit => TimeSpan.FromSeconds(10);

    private async Task BeginAsync(string module, int port, int gibibytes)
    {
        // Above all ids that Linux gives out.
        var pid = 2_000_000_000 + port;
        _bed.GroupMemory[pid] = (long)gibibytes << 30;
        _bed.Kind.Port = port;
        _bed.Kind.Prepare = instance => instance.Pid = pid;
        await _bed.DoAsync(module, ModuleEvent.Provision);
        _bed.Time.Advance(TimeSpan.FromSeconds(10));
    }

    /// <summary>The names and values of the resources.</summary>
    private async Task<Dictionary<string, string>> TileAsync()
    {
        var page = await _client.GetStringAsync("/");
        var tile = Regex
            .Match(page, "id=\"resources\".*?</section>", RegexOptions.Singleline, Limit)
            .Value;
        return Regex
            .Matches(
                tile,
                "<dt>(?<name>[^<]+)</dt><dd[^>]*>(?<value>[^<]+)</dd>",
                RegexOptions.None,
                Limit
            )
            .ToDictionary(m => m.Groups["name"].Value, m => m.Groups["value"].Value);
    }

    private static double Bytes(string text)
    {
        var parts = text.Split(' ');
        var unit = Array.IndexOf(["B", "KiB", "MiB", "GiB"], parts[1]);
        return double.Parse(parts[0], CultureInfo.InvariantCulture) * Math.Pow(1024, unit);
    }
}
