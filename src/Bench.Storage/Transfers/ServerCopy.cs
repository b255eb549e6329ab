using Bench.Storage.Buckets;
using Bench.Storage.Resilience;

namespace Bench.Storage.Transfers;

/// <summary>
/// A copy that the server makes, with each request tried again by itself: at once, in steps, or in parts of which several
/// are on their way. What fails is given up, and leaves no object.
/// </summary>
internal sealed class ServerCopy(
    IBucketClient client,
    RequestPolicy policy,
    string from,
    string to,
    long length
)
{
    /// <summary>The server answers when it has moved the bytes.</summary>
    private Request Request => new(client.Uri, to) { IsAssembly = true };

    /// <returns>False where the server has no such power.</returns>
    public async Task<bool> TryRunAsync(CancellationToken cancel)
    {
        var reply = CopyReply.GoesOn("");
        for (string? continuation = null; reply.State == CopyState.GoesOn; )
        {
            reply = await policy.RunAsync(
                Request,
                static async (s, token) => await s.Copy.StepAsync(s.Continuation, token),
                (Copy: this, Continuation: continuation),
                cancel
            );
            continuation = reply.Continuation;
        }
        if (reply.State == CopyState.InParts)
        {
            await InPartsAsync(cancel);
        }
        return reply.State != CopyState.Unable;
    }

    private Task<CopyReply> StepAsync(string? continuation, CancellationToken cancel) =>
        client.CopyAsync(from, to, length, continuation, cancel);

    private async Task InPartsAsync(CancellationToken cancel)
    {
        var session = await policy.RunAsync(
            Request,
            static async (copy, token) => await copy.BeginAsync(token),
            this,
            cancel
        );
        try
        {
            await Parallel.ForEachAsync(
                Enumerable.Range(1, session.Parts),
                new ParallelOptions
                {
                    MaxDegreeOfParallelism = Math.Max(
                        1,
                        Math.Min(session.MaxParallel, client.Limits.Parallel)
                    ),
                    CancellationToken = cancel,
                },
                async (number, stop) =>
                    await policy.RunAsync(
                        Request,
                        static (s, token) => s.Session.CopyPartAsync(s.Number, token),
                        (Session: session, Number: number),
                        stop
                    )
            );
            await policy.RunAsync(
                Request,
                static (copy, token) => copy.CompleteAsync(token),
                session,
                cancel
            );
        }
        catch
        {
            await AbortAsync(session);
            throw;
        }
    }

    private Task<ICopySession> BeginAsync(CancellationToken cancel) =>
        client.BeginCopyAsync(from, to, cancel);

    /// <summary>Also after a cancellation: parts that nobody gives up are paid for until the bucket's own rules end them.</summary>
    private async Task AbortAsync(ICopySession session)
    {
        using var limit = new CancellationTokenSource(policy.Settings.AttemptTimeout, policy.Time);
        try
        {
            await policy.RunAsync(
                new Request(client.Uri, to),
                static (copy, token) => copy.AbortAsync(token),
                session,
                limit.Token
            );
        }
        catch (Exception e) when (e is StoreException or OperationCanceledException)
        {
            // What went wrong before is what the caller must hear of.
        }
    }
}
