using System.Runtime.ExceptionServices;
using Bench.Storage.Tests.Resilience;
using Bench.Storage.Transfers;

namespace Bench.Storage.Tests.Transfers;

public sealed class StallGuardTests
{
    [Test]
    public async Task A_cancellation_in_the_moment_of_a_stall_does_no_harm()
    {
        var time = new FaultTime();
        using var cancel = new CancellationTokenSource();
        using var guard = new StallGuard("memory://bucket/a", TimeSpan.FromSeconds(20), time);
        await using var stalled = new CutStream(Stream.Null, 0, CutWay.Stalls, time);
        Exception? harm = null;

        // Just when the stall is told, and all that the read had needed is on its way out.
        void CancelNow(object? sender, FirstChanceExceptionEventArgs e)
        {
            if (e.Exception is not StoreException || cancel.IsCancellationRequested)
            {
                return;
            }
            try
            {
                cancel.Cancel();
            }
            catch (AggregateException thrown)
            {
                harm = thrown;
            }
        }

        AppDomain.CurrentDomain.FirstChanceException += CancelNow;
        try
        {
            var failure = await Should.ThrowAsync<StoreException>(() =>
                guard.ReadAsync(stalled, new byte[1], cancel.Token).AsTask()
            );
            failure.Message.ShouldContain("no byte came for 20 s");
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= CancelNow;
        }
        cancel.IsCancellationRequested.ShouldBeTrue();
        harm.ShouldBeNull();
    }
}
