using System.Runtime.InteropServices;
using Bench.Host.Interop;

namespace Bench.Host.Processes;

/// <summary>A child of this process, reaped by the supervisor's thread.</summary>
internal sealed class RunningProcess(
    ProcessIdentity identity,
    string? mark,
    long begun,
    TimeProvider time
) : IRunningProcess
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<ProcessExit> _completion = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private bool _reaped;
    private bool _leftGroupBehind;

    public int Pid => Identity.Pid;

    public long StartTimeTicks => Identity.StartTimeTicks;

    public ProcessIdentity Identity { get; } = identity;

    public Task<ProcessExit> Completion => _completion.Task;

    public void SignalGroup(ProcessSignal signal)
    {
        lock (_gate)
        {
            if (!_reaped)
            {
                // Until it is reaped its pid, and with it the group's number, cannot be given to another.
                _ = NativeProcesses.Kill(-Pid, (int)signal);
                return;
            }
        }

        foreach (var member in LeftInGroup())
            Signals.Send(member, signal);
    }

    public async Task<ProcessExit> StopAsync(TimeSpan grace)
    {
        SignalGroup(ProcessSignal.Terminate);
        var told = new HashSet<ProcessIdentity>();
        if (!await ProcessEnding.GoneAsync(() => LookAndTell(told), grace, time))
            await ProcessEnding.KillAsync(StillThere, LookAndKill, time);
        return await Completion;
    }

    /// <summary>Takes the exit status; false if it has not ended yet.</summary>
    internal bool TryReap()
    {
        ProcessExit exit;
        lock (_gate)
        {
            var result = NativeProcesses.Wait(Pid, out var status, NativeProcesses.WaitNoHang);
            if (result == 0 || (result < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted))
                return false;
            var elapsed = time.GetElapsedTime(begun);
            exit =
                result < 0
                    ? new ProcessExit(ExitCode: null, Signal: null, elapsed)
                    : ProcessExit.FromWaitStatus(status, elapsed);
            // Numbers are given out in a circle: just after the reaping this can only be our own group.
            _leftGroupBehind =
                NativeProcesses.Kill(-Pid, 0) == 0
                || Marshal.GetLastPInvokeError() == Errno.NotPermitted;
            _reaped = true;
        }

        _completion.SetResult(exit);
        return true;
    }

    /// <summary>What the program left behind is asked to end as well, each process once.</summary>
    private IReadOnlyList<ProcessIdentity> LookAndTell(HashSet<ProcessIdentity> told)
    {
        var there = StillThere();
        foreach (var left in there.Where(process => process != Identity && told.Add(process)))
            Signals.Send(left, ProcessSignal.Terminate);
        return there;
    }

    private void LookAndKill()
    {
        SignalGroup(ProcessSignal.Kill);
        foreach (var left in StillThere())
            Signals.Send(left, ProcessSignal.Kill);
    }

    /// <summary>The program as long as it runs; then what it left behind.</summary>
    private IReadOnlyList<ProcessIdentity> StillThere()
    {
        lock (_gate)
        {
            if (!_reaped)
                return [Identity];
        }

        return [.. LeftInGroup().Union(LeftElsewhere())];
    }

    private IEnumerable<ProcessIdentity> LeftElsewhere() =>
        mark is null
            ? []
            : MarkedProcesses
                .With(StartMark.Variable)
                .Where(process => StartMark.Covers(mark, process.Value))
                .Select(process => process.Identity);

    /// <summary>Living members of the group that the program left when it ended.</summary>
    private IEnumerable<ProcessIdentity> LeftInGroup()
    {
        // A process with the leader's pid means that the number was given out anew, so the old group is empty.
        if (!_leftGroupBehind || ProcessIdentity.Of(Pid) is not null)
            return [];
        return ProcessStat
            .All()
            .Where(p => p.GroupId == Pid && p.SessionId == Pid && !p.IsZombie)
            .Select(p => new ProcessIdentity(p.Pid, p.StartTimeTicks));
    }
}
