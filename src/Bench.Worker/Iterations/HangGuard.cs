using Bench.Mounts;

namespace Bench.Worker.Iterations;

/// <summary>
/// Keeps a mount that hangs from holding up the end of an iteration. Once the iteration is cancelled, what still waits
/// for the mount has a short time; then the mount is aborted, and every call that waits for it fails. Works also while
/// the iteration's own thread is stuck in such a call.
/// </summary>
internal sealed class HangGuard : IDisposable
{
    /// <summary>From SIGTERM to SIGKILL of the work, and a little for that to take effect.</summary>
    public static readonly TimeSpan AfterCancel = TimeSpan.FromSeconds(1.5);

    /// <summary>For cleaning up after a cancel.</summary>
    public static readonly TimeSpan CleanUpAfterCancel = TimeSpan.FromSeconds(2);

    /// <summary>How long a mount may take for a simple answer.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    private readonly IMounted _mounted;
    private readonly TimeProvider _time;
    private readonly CancellationToken _cancel;
    private readonly CancellationTokenRegistration _registration;
    private readonly CancellationTokenSource _workEnded = new();

    public HangGuard(IMounted mounted, TimeProvider time, CancellationToken cancel)
    {
        (_mounted, _time, _cancel) = (mounted, time, cancel);
        _registration = cancel.Register(() => _ = AbortUnlessAsync(AfterCancel, _workEnded.Token));
    }

    /// <summary>The work has ended, and nobody waits for the mount any more.</summary>
    public void WorkEnded()
    {
        _registration.Dispose();
        _workEnded.Cancel();
    }

    /// <summary>Cleans up in the mounted data, in bounded time.</summary>
    /// <param name="limit">How long it may take where nothing was cancelled.</param>
    /// <exception cref="MountException">The mount did not answer and was aborted.</exception>
    public async Task CleanUpAsync(Action cleanUp, TimeSpan limit)
    {
        if (_mounted.ProcessId is null)
        {
            // Nothing could be aborted.
            cleanUp();
            return;
        }
        await ProbeAsync();
        // On a thread of its own, which an abort sets free.
        var work = Task.Run(cleanUp, CancellationToken.None);
        try
        {
            await work.WaitAsync(limit, _time, _cancel);
        }
        catch (OperationCanceledException) when (!work.IsCompleted)
        {
            await AbortAfterAsync(work, CleanUpAfterCancel);
        }
        catch (TimeoutException) when (!work.IsCompleted)
        {
            await AbortAfterAsync(work, TimeSpan.Zero);
        }
    }

    public void Dispose()
    {
        _registration.Dispose();
        _workEnded.Dispose();
    }

    /// <summary>Asks the mount something that no cache answers.</summary>
    private async Task ProbeAsync()
    {
        var bound = _cancel.IsCancellationRequested ? CleanUpAfterCancel : AnswerLimit;
        var answer = Task.Run(
            () => new DriveInfo(_mounted.Path).AvailableFreeSpace,
            CancellationToken.None
        );
        await Task.WhenAny(answer, Task.Delay(bound, _time));
        if (!answer.IsCompleted)
        {
            _mounted.Abort();
            throw Aborted();
        }
        // Whether it answers well is for the cleaning up to find.
        await answer.ContinueWith(
            static done => done.Exception,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
    }

    private MountException Aborted() =>
        new(
            $"the mount at {_mounted.Path} did not answer while it was cleaned up, and was aborted; "
                + "what the iteration wrote may be left in the bucket"
        );

    private async Task AbortAfterAsync(Task work, TimeSpan grace)
    {
        await Task.WhenAny(work, Task.Delay(grace, _time));
        if (work.IsCompleted)
        {
            await work;
            return;
        }
        _mounted.Abort();
        await Task.WhenAny(work, Task.Delay(CleanUpAfterCancel, _time));
        throw Aborted();
    }

    private async Task AbortUnlessAsync(TimeSpan after, CancellationToken ended)
    {
        try
        {
            await Task.Delay(after, _time, ended);
            _mounted.Abort();
        }
        catch (OperationCanceledException)
        {
            // It ended in time.
        }
    }
}
