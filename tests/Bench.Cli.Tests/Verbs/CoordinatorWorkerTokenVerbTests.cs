using Bench.Cli.Tests.Output;
using Bench.Coordinator.Security;
using Bench.Model.Keys;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;
using Bench.Storage;

namespace Bench.Cli.Tests.Verbs;

/// <summary>Tokens of workers that are started on other machines.</summary>
internal sealed class CoordinatorWorkerTokenVerbTests
{
    [Test]
    public async Task It_is_the_right_to_act_as_one_vm_of_one_run()
    {
        using var files = new InputFiles();
        var records = await RunAsync(files);

        var outcome = await TokenAsync(files, "t1", "vm-2");

        outcome.Code.ShouldBe(0, outcome.Errors);
        var run = await LoadedRun.LoadAsync(records, CancellationToken.None);
        var key = Path.Combine(State(files), "worker-key");
        WorkerTokens
            .OfFile(key, TimeProvider.System)
            .Find(outcome.Output.Trim())
            .ShouldBe(new Caller.Worker(run.OwnerName, "vm-2"));
    }

    [TestCase("t1", "vm-9", "its VMs are: vm-1, vm-2")]
    [TestCase("t2", "vm-1", "there is no such run")]
    public async Task There_is_none_for_what_is_not_there(string id, string vm, string reason)
    {
        using var files = new InputFiles();
        await RunAsync(files);

        var outcome = await TokenAsync(files, id, vm);

        outcome.Code.ShouldBe(2);
        outcome.Errors.ShouldContain(reason);
        outcome.Output.ShouldBeEmpty();
    }

    private static async Task<RecordStore> RunAsync(InputFiles files)
    {
        var records = new RecordStore(Stores.Open(files.Artifacts), new RunKeys("t1"));
        await new RunCreation(records).ClaimIdAsync(Samples.Running.Config, CancellationToken.None);
        return records;
    }

    private static Task<CommandLine.Outcome> TokenAsync(InputFiles files, string id, string vm) =>
        CommandLine.RunAsync(
            "coordinator",
            "worker-token",
            id,
            "--artifacts",
            files.Artifacts,
            "--vm",
            vm,
            "--state-dir",
            State(files)
        );

    private static string State(InputFiles files) => Path.Combine(files.Root, "state");
}
