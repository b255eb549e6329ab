using Bench.Host.Processes;

namespace Bench.Hub.Driving;

/// <summary>A hub as a child process: ended with this one, and with all that it started.</summary>
public sealed class StartedHub(HubCommand command, IProcessRunner processes, TimeProvider time)
    : IHubSource
{
    /// <summary>Until a hub must answer; one that finds many modules on disk takes a while.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    /// <summary>Between two looks while it starts: a few milliseconds of a start that is measured.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);

    /// <summary>How often a port may be taken by somebody else before the hub has it.</summary>
    private const int Tries = 3;

    /// <summary>Gives ports that are free.</summary>
    internal Func<int> Ports { get; init; } = LoopbackPorts.Free;

    public async Task<IHubHandle> OpenAsync(
        HubStart settings,
        string logPath,
        CancellationToken cancel
    )
    {
        for (var i = 1; ; i++)
        {
            var port = Ports();
            try
            {
                return await OpenAsync(port, settings, logPath, cancel);
            }
            catch (HubDriveException) when (i < Tries && LoopbackPorts.IsTaken(port))
            {
                // It has ended, and yet somebody listens there: it came too late.
            }
        }
    }

    private async Task<IHubHandle> OpenAsync(
        int port,
        HubStart settings,
        string logPath,
        CancellationToken cancel
    )
    {
        var words = command.Fill(settings, port);
        var handle = new Handle(
            new HubClient(new Uri($"http://127.0.0.1:{port}/")),
            Start(words, settings, logPath),
            logPath
        );
        try
        {
            await UntilHealthyAsync(handle, words[0], cancel);
            return handle;
        }
        catch
        {
            await handle.DisposeAsync();
            throw;
        }
    }

    private IRunningProcess Start(IReadOnlyList<string> words, HubStart settings, string logPath)
    {
        try
        {
            return processes.Start(
                new ProcessSpec(words[0], [.. words.Skip(1)])
                {
                    Environment = settings.Environment,
                    StdoutPath = logPath,
                    StderrPath = logPath,
                }
            );
        }
        catch (Exception e) when (e is ProgramNotFoundException or ProcessStartException)
        {
            throw new HubDriveException($"the hub cannot be started: {e.Message}", e);
        }
    }

    private async Task UntilHealthyAsync(Handle handle, string program, CancellationToken cancel)
    {
        var begin = time.GetTimestamp();
        while (!await handle.Client.IsHealthyAsync(cancel))
        {
            if (handle.WhyGone() is { } reason)
            {
                throw new HubDriveException(reason);
            }
            if (time.GetElapsedTime(begin) > StartLimit)
            {
                throw new HubDriveException(
                    $"{program} does not answer GET {handle.Client.Address}health within {StartLimit.TotalSeconds:0} s{handle.Tail()}"
                );
            }
            await Task.Delay(Poll, time, cancel);
        }
    }

    private sealed class Handle(HubClient client, IRunningProcess process, string logPath)
        : IHubHandle
    {
        /// <summary>A hub ends its instances first.</summary>
        private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(60);

        public HubClient Client => client;

        public string? WhyGone() =>
            process.Completion is { IsCompletedSuccessfully: true, Result: var exit }
                ? $"the hub ended: {exit.Describe()}{Tail()}"
                : null;

        public async Task StopAsync()
        {
            if (WhyGone() is { } gone)
            {
                throw new HubDriveException(gone);
            }
            var exit = await process.StopAsync(StopGrace);
            // A program without a handler dies by the signal that asked it to end.
            if (!exit.Succeeded && exit.Signal != (int)ProcessSignal.Terminate)
            {
                throw new HubDriveException(
                    $"the hub did not end well when it was asked to: {exit.Describe()}{Tail()}"
                );
            }
        }

        public string Tail() =>
            OutputTail.Read(logPath, 2000).Trim() is { Length: > 0 } tail
                ? $"; its last words:\n{tail}"
                : "";

        public async ValueTask DisposeAsync()
        {
            client.Dispose();
            await process.StopAsync(TimeSpan.FromSeconds(5));
        }
    }
}
