using Bench.Cli.Hubs;
using Bench.Model.Hub;
using Bench.Model.Json;

namespace Bench.Cli.Tests.Hubs;

public sealed class PerfTextTests
{
    [Test]
    public void What_was_written_back_has_a_line_of_its_own()
    {
        var back = new HubDehydration
        {
            Modules = 2,
            Files = 3,
            Bytes = 2048,
            MovedBytes = 1024,
            Requests = 9,
        };
        Text(back)
            .ShouldContain("2 modules written back, 3 files, 2.00 KiB, 1.00 KiB moved, 9 requests");
        Text(null).ShouldNotContain("written back");
        Text(new HubDehydration { Modules = 2 }).ShouldContain("  2 modules written back\n");
    }

    private static string Text(HubDehydration? dehydrated)
    {
        using var output = new StringWriter();
        PerfText.Write(
            output,
            PerfSamples.Summary with
            {
                Totals = new HubTotals
                {
                    Modules = 2,
                    Ok = 2,
                    Failed = 0,
                    Dehydrated = dehydrated,
                },
            },
            "archive"
        );
        return output.ToString();
    }
}
