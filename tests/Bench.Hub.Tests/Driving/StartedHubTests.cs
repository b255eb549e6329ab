using System.Net;
using Bench.Host.Processes;
using Bench.Hub.Driving;
using Bench.Hub.Tests.Support;

namespace Bench.Hub.Tests.Driving;

/// <summary>A hub that a command starts.</summary>
public sealed class StartedHubTests
{
    /// <summary>An instance of somebody else's hub took the port in the meantime: it has a health, and is no hub.</summary>
    [Test]
    public async Task A_port_that_somebody_else_takes_is_given_up_for_another_one()
    {
        using var area = new TestArea();
        var taken = LoopbackPorts.Free();
        using var other = new HttpListener();
        other.Prefixes.Add($"http://127.0.0.1:{taken}/");
        other.Start();
        var answering = AnswerAsync(other);
        var script = Path.Combine(AppContext.BaseDirectory, "TestData", "foreign-hub.py");
        var ports = new Queue<int>([taken, LoopbackPorts.Free()]);
        var hub = new StartedHub(
            HubCommand.Parse($"/usr/bin/python3 {script} {{port}} {{data_dir}} {{flags}}"),
            new ProcessRunner(TimeProvider.System),
            TimeProvider.System
        )
        {
            Ports = ports.Dequeue,
        };
        var data = Directory.CreateDirectory(area.Folder(TestArea.Module, "data")).FullName;
        await using (
            var handle = await hub.OpenAsync(
                new HubStart
                {
                    DataFolder = data,
                    Flags =
                    [
                        $"--hub-hydration-target-spec=file://{data}/store",
                        "--hub-enable-dehydration=false",
                    ],
                },
                Path.Combine(data, "hub.log"),
                default
            )
        )
        {
            handle.Client.Address.Port.ShouldNotBe(taken);
            ports.ShouldBeEmpty();
        }
        other.Stop();
        await answering;
    }

    [Test]
    public void A_free_port_is_none_of_those_that_are_given_to_anybody()
    {
        var first = int.Parse(
            File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split()[0],
            System.Globalization.CultureInfo.InvariantCulture
        );
        for (var i = 0; i < 20; i++)
        {
            LoopbackPorts.Free().ShouldBeInRange(10_000, first - 1);
        }
    }

    private static async Task AnswerAsync(HttpListener listener)
    {
        try
        {
            while (true)
            {
                var context = await listener.GetContextAsync();
                context.Response.StatusCode =
                    context.Request.Url!.AbsolutePath == "/health" ? 200 : 404;
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // It was stopped.
        }
    }
}
