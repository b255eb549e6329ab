using System.Globalization;
using Bench.Host.Processes;

namespace Bench.Mounts.Fuse;

/// <summary>A FUSE mount whose server is a child of ours.</summary>
internal sealed class FuseMounted(
    FuseCommand command,
    MountRequest request,
    FusePaths paths,
    IRunningProcess process
) : IMounted
{
    private const int TailBytes = 600;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan UploadsAtEnd = TimeSpan.FromMinutes(10);

    /// <summary>How long the end of a server may take to be seen after its mount has failed.</summary>
    private static readonly TimeSpan ReapingLimit = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a server may take to end by itself after its mount is gone.</summary>
    private static readonly TimeSpan OwnEnd = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPoll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMilliseconds(100);
    private FuseConnection? _connection;
    private volatile bool _aborted;
    private bool _unmounted;

    public string Path => paths.Point;

    public IReadOnlyDictionary<string, string> Tools => command.Tools;

    public int? ProcessId => process.Pid;

    public IReadOnlyList<string> Logs => [paths.Log, paths.Output];

    public FlushMeaning Flush => command.Flush;

    public string? Death =>
        process.Completion.IsCompleted ? Said($"{command.Kind} ended with {Exit}")
        : _connection is { IsThere: false } && !_unmounted
            ? Said($"{command.Kind}'s mount at {paths.Point} was taken away")
        : null;

    private string Exit =>
        _aborted ? "an abort, because it did not answer" : process.Completion.Result.Describe();

    public async Task<string?> DeathSoonAsync()
    {
        if (Death is null)
        {
            await Task.WhenAny(process.Completion, Task.Delay(ReapingLimit, request.Time));
        }
        return Death;
    }

    /// <summary>The mount is in the kernel's table.</summary>
    public void Appeared(FuseConnection connection)
    {
        _connection = connection;
        File.WriteAllText(paths.Record, connection.ToString());
    }

    public async Task FlushAsync(TimeSpan limit, CancellationToken cancel)
    {
        var begun = request.Time.GetTimestamp();
        for (var poll = FirstPoll; ; poll = poll * 2 < LongestPoll ? poll * 2 : LongestPoll)
        {
            if (Death is { } death)
            {
                throw new MountException(death);
            }
            var pending = command.PendingUploads();
            if (pending == 0)
            {
                return;
            }
            if (request.Time.GetElapsedTime(begun) >= limit)
            {
                throw new MountException(
                    Said(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{command.Kind} has not uploaded {pending} files after {limit.TotalSeconds:0} s"
                        )
                    )
                );
            }
            await Task.Delay(poll, request.Time, cancel);
        }
    }

    public void Abort()
    {
        _aborted = true;
        _connection?.Abort();
        // It cannot write anything any more, and one that is stopped would not take another signal.
        process.SignalGroup(ProcessSignal.Kill);
    }

    /// <param name="cancel">Not to wait for uploads any longer. The mount is taken away all the same.</param>
    public async Task UnmountAsync(CancellationToken cancel)
    {
        if (_unmounted)
        {
            return;
        }
        var notUploaded = await LastUploadsAsync(cancel);
        var (outcome, reason) = _connection is null
            ? (UnmountOutcome.Clean, "")
            : await new Unmounting(request.Processes, request.Time).UnmountAsync(
                _connection,
                patient: !cancel.IsCancellationRequested && Death is null
            );
        await EndAsync(outcome == UnmountOutcome.Clean && !cancel.IsCancellationRequested);
        if (outcome == UnmountOutcome.StillThere && _connection!.IsThere)
        {
            throw new MountException(
                $"{paths.Point} cannot be unmounted: {reason}; unmount it by hand with 'umount --lazy {paths.Point}'"
            );
        }
        _unmounted = true;
        foreach (var log in Logs)
        {
            Secrets.MendFile(log);
        }
        if (notUploaded is not null)
        {
            throw new MountException(notUploaded);
        }
    }

    /// <summary>What the tool said last, after what is known.</summary>
    public string Said(string what)
    {
        var tails = new[]
        {
            OutputTail.Read(paths.Log, TailBytes),
            OutputTail.Read(paths.Output, TailBytes),
        };
        var said = string.Join(" | ", tails.Select(tail => tail.Trim()).Where(t => t.Length > 0));
        var line = said.ReplaceLineEndings(" | ");
        return Secrets.Mend(line.Length == 0 ? $"{what}; it said nothing" : $"{what}: {line}");
    }

    private async Task<string?> LastUploadsAsync(CancellationToken cancel)
    {
        if (_connection is null || _aborted || Death is not null)
        {
            return null;
        }
        try
        {
            await FlushAsync(UploadsAtEnd, cancel);
            return null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (MountException e)
        {
            return e.Message;
        }
    }

    private async Task EndAsync(bool byItself)
    {
        try
        {
            if (byItself)
            {
                await Task.WhenAny(process.Completion, Task.Delay(OwnEnd, request.Time));
            }
            await process.StopAsync(Grace);
        }
        catch (ProcessStuckException)
        {
            Abort();
            await process.StopAsync(Grace);
        }
    }
}
