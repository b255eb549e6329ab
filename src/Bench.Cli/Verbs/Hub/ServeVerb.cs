using System.CommandLine;
using System.Net;
using Bench.Cli.Coordinators;
using Bench.Cli.Hubs;
using Bench.Host.Processes;
using Bench.Hub.Configuration;
using Bench.Hub.Http;
using Bench.Hub.Instances;
using Bench.Hub.Instances.Folders;
using Bench.Hub.Instances.Processes;
using Bench.Hub.Service;

namespace Bench.Cli.Verbs.Hub;

/// <summary><c>bench hub serve</c>: a hub that serves modules until it is interrupted.</summary>
internal sealed class ServeVerb(Interruption interruption, TimeProvider time)
{
    private readonly HubFlags _flags = new();

    public Command Create()
    {
        var command = new VerbCommand(
            "serve",
            "Serves modules: provisions an instance of each from the backend, and writes it back. Killed and started again it goes on. SIGTERM ends it cleanly.",
            "bench hub serve --data-dir /data/hub --port 8558 --hub-hydration-target-spec s3://bucket/modules"
        );
        _flags.AddTo(command);
        command.SetAction(
            (parsed, _) => UserErrors.GuardAsync(() => RunAsync(parsed), Console.Error)
        );
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        var settings = _flags.Read(parsed);
        using var storage = HubStorage.Open(settings, time);
        using var logs = ServiceLogs.Open(settings.Options.DataFolder, "hub", time);
        await using var kind = KindOf(settings);
        await using var hub = await HubService.StartAsync(
            settings.Options,
            new HubParts
            {
                Storage = storage,
                Kind = kind,
                Time = time,
                Log = logs.CreateLogger<HubService>(),
            },
            interruption.Token
        );
        await using var server = await HubServer.StartAsync(
            hub,
            settings.Listen,
            logs.Provider,
            interruption.Token
        );
        await Console.Out.WriteLineAsync($"hub: {server.Address}");
        await Console.Out.WriteLineAsync($"backend: {hub.StorageUri}");
        if (!IPAddress.IsLoopback(settings.Listen.Address))
        {
            await Console.Error.WriteLineAsync(
                "bench: whoever reaches this address may do everything with this hub"
            );
        }
        await Task.Delay(Timeout.InfiniteTimeSpan, time, interruption.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Drivers see how what they asked for ends; nothing more is taken meanwhile.
        await hub.StopAsync();
        return ExitCodes.Done;
    }

    private IInstanceKind KindOf(HubSettings settings) =>
        settings.Command is { } command
            ? new ProcessInstances(command, settings.Ports(), new ProcessRunner(time))
            : new FolderInstances(settings.Ports());
}
