using Bench.Rpc.Statuses;

namespace Bench.Rpc.Client.Calls;

/// <summary>When and why a call ends from this side: the caller's token, its deadline, or its disposal.</summary>
internal sealed class ClientLifetime : IDisposable
{
    // A timer's longest time is 49 days; the server keeps longer deadlines.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    private readonly CancellationTokenSource? _deadline;
    private readonly CancellationTokenSource _linked;
    private readonly CancellationToken _caller;

    public ClientLifetime(TimeSpan? timeout, TimeProvider time, CancellationToken caller)
    {
        _caller = caller;
        if (timeout is { } wait && wait < LongestTimer)
        {
            _deadline = new CancellationTokenSource(
                wait > TimeSpan.Zero ? wait : TimeSpan.Zero,
                time
            );
        }
        _linked = CancellationTokenSource.CreateLinkedTokenSource(
            caller,
            _deadline?.Token ?? CancellationToken.None
        );
        Token = _linked.Token;
    }

    public CancellationToken Token { get; }

    /// <summary>What the end from this side is to the caller; null while there is none.</summary>
    public Exception? Reason =>
        _caller.IsCancellationRequested ? new OperationCanceledException(_caller)
        : _deadline?.IsCancellationRequested is true
            ? new RpcException(RpcStatusCode.DeadlineExceeded, "the call's deadline has passed")
        : Token.IsCancellationRequested
            ? new RpcException(RpcStatusCode.Cancelled, "the call was given up")
        : null;

    public Task CancelAsync() => _linked.CancelAsync();

    public void Dispose()
    {
        _linked.Dispose();
        _deadline?.Dispose();
    }
}
