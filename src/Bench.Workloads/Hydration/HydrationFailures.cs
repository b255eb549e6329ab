using Bench.Hub.Driving;
using Bench.Hub.Hydration;
using Bench.Hub.Pipeline;
using Bench.Hub.Pipeline.Stages;
using Bench.Model.Hub;
using Bench.Model.Json;
using Bench.Model.Results;
using Bench.Storage;
using Bench.Workloads.Phases;

namespace Bench.Workloads.Hydration;

/// <summary>Turns every way in which a stage can end badly into a failure with its reason.</summary>
internal static class HydrationFailures
{
    private const int Shown = 3;

    /// <summary>Does a part of an iteration within the limit of its time.</summary>
    /// <exception cref="IterationFailedException">It failed, or ran out of time.</exception>
    public static async Task<T> GuardAsync<T>(
        IterationRequest request,
        string phase,
        Func<CancellationToken, Task<T>> work,
        CancellationToken cancel
    )
    {
        var seconds = request.Options.IterationTimeoutSeconds;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds), request.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            return await work(either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            cancel.ThrowIfCancellationRequested();
            throw Of(
                FailureKinds.Timeout,
                phase,
                FormattableString.Invariant(
                    $"the hub was ended after {seconds} s (--iteration-timeout); nothing of it counts"
                )
            );
        }
        catch (Exception e)
            when (e
                    is PipelineInputException
                        or StageFailedException
                        or HubDriveException
                        or HydrationException
                        or StoreException
                        or DocumentException
            )
        {
            cancel.ThrowIfCancellationRequested();
            throw Of(KindOf(e, phase), phase, e.Message, e);
        }
    }

    /// <summary>Names the first modules that failed; null where none did.</summary>
    public static IterationFailedException? Of(HubPerfSummary summary)
    {
        var failed = summary.Modules.Where(module => module.Error is not null).ToList();
        if (failed.Count == 0)
        {
            return null;
        }
        var first = string.Join(
            "; ",
            failed.Take(Shown).Select(module => $"{module.Module}: {module.Error}")
        );
        var more = failed.Count > Shown ? $"; and {failed.Count - Shown} more" : "";
        return Of(
            FailureKinds.Modules,
            PhaseNames.Collect,
            $"{failed.Count} of {summary.Modules.Count} modules failed: {first}{more}"
        );
    }

    public static IterationFailedException Of(
        string kind,
        string phase,
        string reason,
        Exception? cause = null
    ) =>
        new(
            new Failure
            {
                Kind = kind,
                Phase = phase,
                Reason = reason.ReplaceLineEndings(" | "),
            },
            cause
        );

    private static string KindOf(Exception e, string phase) =>
        e is HubDriveException ? FailureKinds.Hub
        : phase == PhaseNames.Prepare ? FailureKinds.Prepare
        : FailureKinds.Host;
}
