using System.CommandLine;
using System.Globalization;
using Bench.Cli.Coordinators;
using Bench.Cli.Inputs;
using Bench.Coordinator.Security;
using Bench.Model.Names;
using Bench.Protocol.Runs;

namespace Bench.Cli.Verbs;

/// <summary><c>bench coordinator worker-token</c>: makes the token by which a worker that others start is served.</summary>
internal sealed class CoordinatorWorkerTokenVerb(Interruption interruption, TimeProvider time)
{
    private readonly NamedRun _run = new();
    private readonly Option<string> _vm = new("--vm")
    {
        Description = "The VM that its worker will act as.",
        Required = true,
    };
    private readonly Option<double> _days = new("--expires-days")
    {
        Description = "Days until it is worth nothing.",
        DefaultValueFactory = _ => WorkerTokens.DefaultLifetime.TotalDays,
    };
    private readonly Option<string?> _out = new("--out")
    {
        Description = "File to write it to, which only you can read. Default: printed.",
    };
    private readonly Option<string?> _stateDir = ServiceFolder.NewOption();

    public Command Create()
    {
        var command = new VerbCommand(
            "worker-token",
            "Makes the token of one VM of one run, for a worker that is started elsewhere ('bench run --fleet none'). "
                + "It is sealed by the key of the service's folder, so it is made where the service runs; nothing is kept of it. "
                + "The worker takes it by --token-file or BENCH_WORKER_TOKEN.",
            "bench coordinator worker-token t1 --artifacts s3://bucket/bench --vm vm-1 --out vm-1.token"
        );
        _run.AddTo(command);
        command.Options.Add(_vm);
        command.Options.Add(_days);
        command.Options.Add(_out);
        command.Options.Add(_stateDir);
        command.SetAction(
            (parsed, _) => UserErrors.GuardAsync(() => RunAsync(parsed), Console.Error)
        );
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        var days = parsed.GetValue(_days);
        if (days is not (> 0 and <= 3_650))
        {
            throw new UsageException(
                "--expires-days is a number of days above 0, at most 3650; a worker's token always expires"
            );
        }
        var records = _run.Open(parsed);
        var run = await LoadedRun.LoadAsync(records, interruption.Token);
        var vm = parsed.GetValue(_vm)!;
        if (!run.Config.Vms.Any(one => one.Name == vm))
        {
            throw new UsageException(
                $"{records.RunUri} has no VM '{vm}'; its VMs are: {string.Join(", ", run.Config.Vms.Select(one => one.Name))}"
            );
        }
        var folder = ServiceFolder.Of(parsed.GetValue(_stateDir));
        var token = WorkerTokens
            .OfFile(ServiceFolder.WorkerKey(folder), time)
            .Create(run.OwnerName, vm, TimeSpan.FromDays(days));
        if (parsed.GetValue(_out) is not { } file)
        {
            Console.WriteLine(token);
            return ExitCodes.Done;
        }
        OwnTokenFile.Write(Path.GetFullPath(file), token);
        var until = (time.GetUtcNow() + TimeSpan.FromDays(days)).ToString(
            "u",
            CultureInfo.InvariantCulture
        );
        Console.WriteLine($"{file}: holds until {until}");
        Console.WriteLine(
            $"bench worker --run {Quoting.ForShell(records.RunUri)} --vm {vm} --coordinator URL --token-file {Quoting.ForShell(file)}"
        );
        return ExitCodes.Done;
    }
}
