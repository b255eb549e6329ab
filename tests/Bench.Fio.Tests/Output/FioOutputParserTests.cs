using System.Text;
using Bench.Fio.Output;

namespace Bench.Fio.Tests.Output;

public class FioOutputParserTests
{
    private const string Golden = """
        {
          "fio version" : "fio-3.33",
          "timestamp" : 1,
          "global options" : { "size" : "1m" },
          "jobs" : [ {
            "jobname" : "golden", "groupid" : 3, "error" : 0, "job options" : { "name" : "read" },
            "read" : {
              "io_bytes" : 104857600, "io_kbytes" : 102400, "bw_bytes" : 61749128, "bw" : 60301,
              "iops" : 15075.5, "runtime" : 1698, "total_ios" : 25600,
              "slat_ns" : { "min" : 0, "max" : 0, "mean" : 0.0, "stddev" : 0.0, "N" : 0 },
              "clat_ns" : { "min" : 21883, "max" : 298789, "mean" : 66207.4, "stddev" : 51198.04, "N" : 25600,
                "percentile" : { "50.000000" : 65280 }, "bins" : { "21888" : 600, "65280" : 24999, "298789" : 1 } },
              "lat_ns" : { "min" : 21903, "max" : 299571, "mean" : 66254.5, "stddev" : 51323.3, "N" : 25600 }
            },
            "write" : { "io_bytes" : 0, "bw_bytes" : 0, "iops" : 0.0, "runtime" : 0, "total_ios" : 0,
              "clat_ns" : { "min" : 18446744073709551615, "max" : 0, "mean" : 0.0, "stddev" : 0.0, "N" : 0 } },
            "sync" : { "total_ios" : 0, "lat_ns" : { "min" : 5, "max" : 9, "mean" : 7.0, "stddev" : 2.0, "N" : 2 } }
          } ],
          "disk_util" : [ ]
        }
        """;

    [Test, Description("units-clat")]
    public void Units_clat_latencies_are_nanoseconds()
    {
        var clat = Parse(Golden).Jobs.Single().Read!.Clat;

        clat.Mean.ShouldBe(66_207.4);
        (clat.N, clat.Min, clat.Max).ShouldBe((25_600, 21_883, 298_789));
        clat.Bins.Values.ShouldBe([21_888, 65_280, 298_789]);
        clat.Bins.Counts.ShouldBe([600, 24_999, 1]);
    }

    [Test, Description("units-bw")]
    public void Units_bw_rates_are_bytes_per_second()
    {
        var read = Parse(Golden).Jobs.Single().Read!;

        read.BwBytes.ShouldBe(61_749_128);
        read.IoBytes.ShouldBe(104_857_600);
        ((double)read.BwBytes).ShouldBe(read.IoBytes / (read.RuntimeMs / 1000d), 10_000);
    }

    [Test]
    public void A_job_tells_what_it_is_and_directions_without_io_are_null()
    {
        var result = Parse(Golden);
        var job = result.Jobs.Single();

        result.FioVersion.ShouldBe("fio-3.33");
        (job.Name, job.GroupId, job.Error).ShouldBe(("golden", 3, 0));
        job.Write.ShouldBeNull();
        job.Trim.ShouldBeNull();
        job.Mixed.ShouldBeNull();
        job.Sync!.N.ShouldBe(2);
    }

    [Test]
    public void Text_around_the_json_is_skipped()
    {
        Parse("fio: a {warning}\nnote: more\n" + Golden + "\nfio: later words")
            .Jobs.Count.ShouldBe(1);
    }

    [Test]
    public void Every_prefix_of_an_output_is_refused_and_said_to_break_off()
    {
        for (var length = 1; length < Golden.Length; length++)
        {
            var prefix = Golden[..length];
            Should
                .Throw<FioOutputException>(() => Parse(prefix))
                .Fault.ShouldBe(FioOutputFault.Truncated, $"after {length} characters");
        }
    }

    [TestCase("", FioOutputFault.Empty)]
    [TestCase(" \n\t\r\n", FioOutputFault.Empty)]
    [TestCase("fio: cannot open", FioOutputFault.NoJson)]
    [TestCase("{ \"fio version\" : \"fio-3.33\", \"jobs\" : [] }", FioOutputFault.Malformed)]
    [TestCase("{ \"fio version\" : 3 }", FioOutputFault.Malformed)]
    [TestCase("{ \"fio version\" : \"fio-3.33\", \"jobs\" : 5 }", FioOutputFault.Malformed)]
    [TestCase("{ nonsense }", FioOutputFault.Malformed)]
    public void What_holds_no_figures_is_refused(string output, FioOutputFault fault)
    {
        Should.Throw<FioOutputException>(() => Parse(output)).Fault.ShouldBe(fault);
    }

    [TestCase("\"clat_ns\"", "\"clat\"", FioOutputFault.OldUnits)]
    [TestCase("\"bw_bytes\"", "\"bw_x\"", FioOutputFault.OldUnits)]
    [TestCase("\"error\" : 0", "\"eror\" : 0", FioOutputFault.Malformed)]
    [TestCase("\"error\" : 0", "\"error\" : 0.5", FioOutputFault.Malformed)]
    [TestCase("66207.4", "-nan", FioOutputFault.Malformed)]
    [TestCase("\"21888\" : 600", "\"99999999\" : 600", FioOutputFault.Malformed)]
    [TestCase("\"21888\" : 600", "\"x\" : 600", FioOutputFault.Malformed)]
    public void What_cannot_be_trusted_is_refused(string from, string to, FioOutputFault fault)
    {
        Golden.ShouldContain(from);

        Should
            .Throw<FioOutputException>(() =>
                Parse(Golden.Replace(from, to, StringComparison.Ordinal))
            )
            .Fault.ShouldBe(fault);
    }

    private static FioResult Parse(string text) =>
        FioOutputParser.Parse(Encoding.UTF8.GetBytes(text));
}
