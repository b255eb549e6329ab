using Bench.Model.Digests;
using Bench.Model.Json;
using Bench.Model.Runs;
using Bench.Planning.Specs;

namespace Bench.Planning.Tests.Specs;

public class JobSpecsTests
{
    [Test]
    public void Specs_are_derived_from_the_written_config_alone_and_are_always_the_same_bytes()
    {
        var run = Given.Run(Given.Request);
        var bytes = Documents.Write(run);
        var digest = ContentDigest.Sha256HexOf(bytes);
        var again = Documents.Read<RunConfig>(bytes, "config.json");

        var first = JobSpecs.Derive(run, digest).Select(Documents.Write).ToList();
        var second = JobSpecs.Derive(again, digest).Select(Documents.Write).ToList();

        first.Count.ShouldBe(3);
        for (var i = 0; i < 3; i++)
        {
            second[i].ShouldBe(first[i]);
        }
        Documents.Write(again).ShouldBe(bytes);
    }

    [Test]
    public void A_spec_holds_all_that_a_worker_needs()
    {
        var request = Given.Request with { JobFile = Given.File("\uFEFF[job]\n", "jobs/my.fio") };
        var run = Given.Run(request);

        var spec = JobSpecs.Derive(run, new string('c', 64)).ElementAt(1);

        spec.Schema.ShouldBe(Schemas.JobSpec);
        spec.VmName.ShouldBe("vm-2");
        spec.BenchmarkId.ShouldBe("t1");
        spec.TotalTests.ShouldBe(2);
        spec.TotalRuns.ShouldBe(4);
        spec.JobFile.ShouldBe("[job]\n");
        spec.JobFileName.ShouldBe("my.fio");
        spec.Options.ShouldBe(run.Options);
        spec.InputDigests.ConfigSha256.ShouldBe(new string('c', 64));
        spec.InputDigests.TestCsvSha256.ShouldBe(
            ContentDigest.Sha256HexOf(request.TestCsv.Content)
        );
        spec.TestEntries.Select(e => e.MatrixId).ShouldBe([2, 5]);
        spec.TestEntries.Select(e => e.ConfigLabel).ShouldBe(["grpc", "http1"]);
        spec.TestEntries.ShouldAllBe(e => e.TestId == "2" && e.Params["block_size"] == "1m");
        spec.TestEntries[0].MountArgs.ShouldBe(["--client-protocol=grpc"]);
    }

    [Test]
    public void Each_spec_has_a_writer_of_its_own_that_follows_from_the_run()
    {
        var run = Given.Run(Given.Request);
        var writers = JobSpecs.Derive(run, "x").Select(s => s.Writer).ToList();
        var others = JobSpecs
            .Derive(run with { Writer = new string('b', 32) }, "x")
            .Select(s => s.Writer);

        writers.Distinct(StringComparer.Ordinal).Count().ShouldBe(3);
        writers.ShouldAllBe(w => w.Length == 32 && w.All(char.IsAsciiHexDigitLower));
        writers.Intersect(others, StringComparer.Ordinal).ShouldBeEmpty();
    }
}
