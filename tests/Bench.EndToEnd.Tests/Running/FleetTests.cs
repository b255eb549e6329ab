using Bench.EndToEnd.Tests.Harness;
using Bench.EndToEnd.Tests.Recomputation;

namespace Bench.EndToEnd.Tests.Running;

/// <summary>Workers that somebody else starts.</summary>
public sealed class FleetTests
{
    [Test]
    public async Task Workers_started_by_hand_make_a_run_whole_and_leave_at_its_seal()
    {
        await using var sandbox = new Sandbox();
        var bucket = sandbox.Bucket("t1");
        using var run = new RunSetup { More = ["--fleet", "none"] }.Start(sandbox);
        await Until.TrueAsync(
            () => run.Output.Contains("--vm vm-2", StringComparison.Ordinal),
            "it says how to start them",
            () => run.Output + run.Errors
        );
        sandbox.Worker("vm-1").ShouldBeNull("none is started here");

        using var first = sandbox.Start("worker", "--run", bucket.Uri, "--vm", "vm-1");
        using var second = sandbox.Start("worker", "--run", bucket.Uri, "--vm", "vm-2");

        (await run.EndAsync()).ShouldHaveCode(0);
        (await first.EndAsync()).ShouldHaveCode(0);
        (await second.EndAsync()).ShouldHaveCode(0);
        SealedRun.ShouldBeWhole(bucket, entries: 4, iterations: 2);
    }
}
