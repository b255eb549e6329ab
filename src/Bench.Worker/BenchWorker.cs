using Bench.Host.Processes;
using Bench.Model.Claims;
using Bench.Model.Decisions;
using Bench.Model.Json;
using Bench.Model.Runs;
using Bench.Protocol.Claims;
using Bench.Protocol.Decisions;
using Bench.Protocol.Runs;
using Bench.Worker.Channel;
using Bench.Worker.Heartbeats;
using Bench.Worker.Hosts;

namespace Bench.Worker;

/// <summary>
/// A worker from its start to its end: reads its spec, claims its VM, clears away what a dead predecessor left, and
/// works under a heartbeat.
/// </summary>
public sealed class BenchWorker(WorkerRole request, IWorkerHost host)
{
    /// <summary>A worker of this machine.</summary>
    public BenchWorker(WorkerRequest request)
        : this(request, new LocalHost(request)) { }

    /// <param name="interrupt">A signal asked for the end.</param>
    /// <exception cref="NoSpecException">No such VM in the run.</exception>
    /// <exception cref="RunNotFoundException">No such run.</exception>
    /// <exception cref="Workloads.ToolException">A program is missing or too old.</exception>
    public async Task<WorkerOutcome> RunAsync(CancellationToken interrupt)
    {
        var run = await LoadedRun.LoadAsync(request.Records, interrupt);
        var spec =
            await request.Records.GetAsync<JobSpec>(
                request.Records.Keys.JobSpec(request.Vm),
                interrupt
            )
            ?? throw new NoSpecException(
                request.Records.RunUri,
                request.Vm,
                run.Config.Vms.Select(vm => vm.Name)
            );
        CheckDigest(run, spec);
        var ownerRun = LoadedRun.OwnerNameOf(spec.BenchmarkId, spec.InputDigests.ConfigSha256);
        using var claimLock = host.TryLock(ownerRun, spec.VmName);
        if (claimLock is null)
        {
            await TellHolderAsync(spec.VmName, interrupt);
            return WorkerOutcome.Left;
        }
        var log = new DecisionLog(request.Records, run.Config, Reader, request.Time);
        var offer = new FencedOffer(request, run.Config);
        var claim = await ClaimAsync(log, spec, claimLock, offer, interrupt);
        if (claim is null)
        {
            return WorkerOutcome.Left;
        }
        var owner = new OwnerMark(ownerRun, spec.VmName, claim.Epoch);
        await host.EndPredecessorsAsync(owner);
        using var stop = new WorkerStop();
        await using var registration = interrupt.Register(() =>
            stop.Request(StopReason.Interrupted)
        );
        // What was granted up to the claim is its own; an older log may not know yet that it was fenced before.
        await log.ReadOnAsync(interrupt);
        using var session = new WorkerSession(
            request,
            host,
            run.Config,
            spec,
            claim,
            owner,
            log,
            stop
        );
        return await session.RunAsync();
    }

    /// <summary>For reading decisions only.</summary>
    private static CoordinatorIdentity Reader { get; } =
        new()
        {
            Id = "",
            HostName = "",
            ProcessId = 0,
        };

    private void CheckDigest(LoadedRun run, JobSpec spec)
    {
        if (spec.InputDigests.ConfigSha256 != run.Ref.Sha256)
        {
            throw new DocumentException(
                request.Records.UriOf(request.Records.Keys.JobSpec(spec.VmName)),
                $"it was derived from a config.json with SHA-256 {spec.InputDigests.ConfigSha256}, and that of the run has {run.Ref.Sha256}; "
                    + "one of them was changed, so start a new run"
            );
        }
    }

    /// <summary>The lock tells that a worker of this host lives; the claim, if it has one yet, tells which.</summary>
    private async Task TellHolderAsync(string vm, CancellationToken cancel)
    {
        var inForce = await new ClaimChain(request.Records, vm).ReadOnAsync(cancel);
        request.Log.Write(
            inForce?.Holder is { } holder
                ? $"{vm} is held by {holder} (epoch {inForce.Epoch}); leaving"
                : $"another worker of this host acts as {vm}; leaving"
        );
    }

    private async Task<Claim?> ClaimAsync(
        DecisionLog log,
        JobSpec spec,
        IWorkerLock claimLock,
        FencedOffer offer,
        CancellationToken cancel
    )
    {
        var state = await log.ReadOnAsync(cancel);
        var taking = new ClaimTaking(
            request.Records,
            new HolderProof(request.Records, claimLock.Probe, request.Time),
            request.Time
        );
        var lease = TimeSpan.FromSeconds(spec.Options.LeaseSeconds);
        switch (await taking.TakeAsync(spec.VmName, claimLock.Self, state, lease, cancel))
        {
            case ClaimOutcome.Taken taken:
                request.Log.Write($"acting as {spec.VmName}, epoch {taken.Claim.Epoch}");
                return taken.Claim;
            case ClaimOutcome.HeldBy held:
                request.Log.Write(
                    $"{spec.VmName} is held by {held.Claim.Holder} (epoch {held.Claim.Epoch}); leaving"
                );
                return null;
            case ClaimOutcome.Fenced fenced:
                var words =
                    $"{spec.VmName} is fenced (epoch {fenced.Claim.Epoch}): {fenced.Claim.Reason}";
                if (offer.IsPossible)
                {
                    request.Log.Write($"{words}; offering it in case that nobody else is left");
                    if (await offer.IsTakenAsync(log, cancel))
                    {
                        return await ClaimAsync(log, spec, claimLock, offer, cancel);
                    }
                }
                request.Log.Write($"{words}; leaving");
                return null;
            default:
                throw new InvalidOperationException("A claim has three outcomes.");
        }
    }
}
