using Bench.Rpc.Statuses;

namespace Bench.Rpc.Server.Calls;

/// <summary>When and why a call ends before its handler does: deadline, the client's leaving, the server's end.</summary>
internal sealed class CallLifetime : IDisposable
{
    // A timer's longest time is 49 days; who waits longer has no deadline.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    private readonly CancellationTokenSource? _deadline;
    private readonly CancellationTokenSource _linked;
    private readonly CancellationToken _aborted;
    private readonly CancellationToken _drained;
    private readonly TimeProvider _time;
    private readonly TimeSpan? _timeout;
    private readonly long _began;
    private readonly TaskCompletionSource _over = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    public CallLifetime(
        TimeSpan? timeout,
        TimeProvider time,
        CancellationToken aborted,
        CancellationToken drained
    )
    {
        _timeout = timeout;
        _aborted = aborted;
        _drained = drained;
        _time = time;
        _began = time.GetTimestamp();
        if (timeout is { } wait && wait < LongestTimer)
        {
            _deadline = new CancellationTokenSource(wait, time);
        }
        _linked = CancellationTokenSource.CreateLinkedTokenSource([
            aborted,
            drained,
            _deadline?.Token ?? CancellationToken.None,
        ]);
        _linked.Token.UnsafeRegister(
            static it => ((TaskCompletionSource)it!).TrySetResult(),
            _over
        );
    }

    public CancellationToken Token => _linked.Token;

    /// <summary>Completes when the token fires.</summary>
    public Task Over => _over.Task;

    public TimeSpan? TimeLeft
    {
        get
        {
            var left = _timeout - _time.GetElapsedTime(_began);
            return left < TimeSpan.Zero ? TimeSpan.Zero : left;
        }
    }

    /// <summary>Why the token has fired; null while it has not.</summary>
    public RpcException? Reason =>
        _deadline?.IsCancellationRequested is true
            ? new RpcException(RpcStatusCode.DeadlineExceeded, "the call's deadline has passed")
        : _aborted.IsCancellationRequested
            ? new RpcException(RpcStatusCode.Cancelled, "the client has cancelled the call")
        : _drained.IsCancellationRequested
            ? new RpcException(RpcStatusCode.Unavailable, "the server is shutting down")
        : null;

    public void Dispose()
    {
        _linked.Dispose();
        _deadline?.Dispose();
    }
}
