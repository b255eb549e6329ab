using Amazon.Runtime;
using Bench.Storage.Buckets;
using Bench.Storage.Probing;
using Bench.Storage.Resilience;
using Bench.Storage.S3;

namespace Bench.Storage.Tests.Probing.S3rver;

/// <summary>A real server that does not know the condition on which runs rest.</summary>
public sealed class S3rverProbeTests
{
    [Test]
    public async Task A_server_that_ignores_the_condition_is_refused_with_the_reason()
    {
        using var server = await S3rverProcess.StartAsync();
        using var store = new BucketStore(
            S3Client.Open(
                $"s3://bench/runs?endpoint={server.Endpoint}&path_style=true",
                new BasicAWSCredentials("S3RVER", "S3RVER")
            ),
            new RequestSettings { MaxRetries = 1 },
            TimeProvider.System
        );
        var report = await new StoreProbe(TimeProvider.System, new ProbeSettings()).RunAsync(
            store,
            default
        );
        report.IsFit.ShouldBeFalse();
        var check = report.Checks.Single(check => check.Name == "create-if-absent");
        check.Status.ShouldBe(ProbeStatus.Failed);
        check.Finding.ShouldMatch(
            @"^s3://bench/runs/bench-doctor-[0-9a-f]{32}/race-01\?endpoint=.*: \d+ of 16 racers were told that they created it: the store does not honour the condition$"
        );
        check.Remedy.ShouldNotBeNull().ShouldContain("'If-None-Match: *'");
        report.Leftovers.ShouldBeEmpty();
    }
}
