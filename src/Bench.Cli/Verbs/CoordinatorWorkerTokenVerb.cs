using System.CommandLine;
using Bench.Cli.Coordinators;
using Bench.Cli.Inputs;
using Bench.Coordinator.Security;
using Bench.Protocol.Runs;

namespace Bench.Cli.Verbs;

/// <summary><c>bench coordinator worker-token</c>: the token of a worker that is started on another machine.</summary>
internal sealed class CoordinatorWorkerTokenVerb(Interruption interruption, TimeProvider time)
{
    private readonly NamedRun _run = new();
    private readonly Option<string> _vm = new("--vm")
    {
        Description = "The VM that its holder may act as.",
        Required = true,
    };
    private readonly Option<string?> _stateDir = ServiceFolder.NewOption();

    public Command Create()
    {
        var command = new VerbCommand(
            "worker-token",
            "Prints a worker's token: the right to act, on the live channel, as one VM of one run. "
                + "Call it where the service runs, as the service's user.",
            "bench coordinator worker-token t1 --artifacts s3://bucket/bench --vm vm-1 > token"
        );
        _run.AddTo(command);
        command.Options.Add(_vm);
        command.Options.Add(_stateDir);
        command.SetAction(
            (parsed, _) => UserErrors.GuardAsync(() => RunAsync(parsed), Console.Error)
        );
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        var run = await LoadedRun.LoadAsync(_run.Open(parsed), interruption.Token);
        var vm = parsed.GetValue(_vm)!;
        var names = run.Config.Vms.Select(known => known.Name).ToList();
        if (!names.Contains(vm, StringComparer.Ordinal))
        {
            throw new UsageException(
                $"{run.Config.BenchmarkId} has no VM '{vm}'; it has {string.Join(", ", names)}"
            );
        }
        var folder = ServiceFolder.Of(parsed.GetValue(_stateDir));
        var tokens = WorkerTokens.OfFile(ServiceFolder.WorkerKey(folder), time);
        Console.WriteLine(tokens.Create(run.OwnerName, vm));
        return ExitCodes.Done;
    }
}
