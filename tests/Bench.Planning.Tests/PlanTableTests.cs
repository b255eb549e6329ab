using Bench.Planning.Inputs;

namespace Bench.Planning.Tests;

public class PlanTableTests
{
    [Test]
    public void It_says_who_runs_what_and_for_how_long()
    {
        var run = Given.Run(
            Given.Request with
            {
                Vms = Given.Vms(2),
                Durations = DurationTable.Parse(Given.File("test_id,seconds\n1,10\n3,5\n")).Value,
            }
        );

        var table = PlanTable.Of(run);

        table
            .Vms.Select(vm => (vm.Vm, vm.TestCases, vm.Entries, vm.Iterations, vm.EstimatedSeconds))
            .ShouldBe([("vm-1", 2, 4, 8, 60), ("vm-2", 1, 2, 4, null)]);
        table
            .Entries.Select(e => (e.Vm, e.MatrixId, e.TestId, e.ConfigLabel, e.EstimatedSeconds))
            .ShouldBe([
                ("vm-1", 1, "1", "grpc", 20),
                ("vm-1", 4, "1", "http1", 20),
                ("vm-1", 3, "3", "grpc", 10),
                ("vm-1", 6, "3", "http1", 10),
                ("vm-2", 2, "2", "grpc", null),
                ("vm-2", 5, "2", "http1", null),
            ]);
    }
}
