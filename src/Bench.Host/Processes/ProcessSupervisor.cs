using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Bench.Host.Interop;

namespace Bench.Host.Processes;

/// <summary>
/// The one thread that starts and reaps all children. It must live as long as this process: the kernel sends the
/// parent-death signal when the <em>thread</em> that started a child ends. It sleeps in epoll on a pidfd for each
/// child, so that neither SIGCHLD nor the runtime's own handling of it takes part.
/// </summary>
internal sealed unsafe class ProcessSupervisor
{
    private const int EventBatch = 64;
    private const long WakeUp = -1;

    private static readonly Lazy<ProcessSupervisor> LazyShared = new(() => new ProcessSupervisor());

    private readonly ConcurrentQueue<Request> _requests = new();
    private readonly Dictionary<int, RunningProcess> _running = [];
    private readonly int _epoll;
    private readonly int _wakeUp;

    private ProcessSupervisor()
    {
        _epoll = Checked(NativeEvents.EpollCreate(NativeEvents.EpollCloseOnExec), "epoll_create1");
        _wakeUp = Checked(
            NativeEvents.EventCreate(
                0,
                NativeEvents.EventNonBlocking | NativeEvents.EventCloseOnExec
            ),
            "eventfd"
        );
        Watch(_wakeUp, WakeUp);
        new Thread(Run) { IsBackground = true, Name = "process supervisor" }.Start();
    }

    public static ProcessSupervisor Shared => LazyShared.Value;

    /// <summary>Starts a child on the supervisor's thread.</summary>
    public RunningProcess Start(LaunchPlan plan, TimeProvider time)
    {
        var request = new Request(plan, time);
        _requests.Enqueue(request);
        Checked(NativeEvents.EventWrite(_wakeUp, 1), "eventfd_write");
        return request.Started.Task.GetAwaiter().GetResult();
    }

    private void Run()
    {
        var events = stackalloc NativeEvents.EpollEvent[EventBatch];
        while (true)
        {
            var count = NativeEvents.EpollWait(_epoll, events, EventBatch, timeout: -1);
            for (var i = 0; i < count; i++)
            {
                if (events[i].Data == WakeUp)
                    StartRequested();
                else
                    Reap((int)events[i].Data);
            }
        }
    }

    private void StartRequested()
    {
        _ = NativeEvents.EventRead(_wakeUp, out _);
        while (_requests.TryDequeue(out var request))
        {
            try
            {
                request.Started.SetResult(Start(request));
            }
            catch (Exception failure)
            {
                // Whoever asked gets it; the thread must go on, or all children would be signalled.
                request.Started.SetException(failure);
            }
        }
    }

    private RunningProcess Start(Request request)
    {
        var begun = request.Time.GetTimestamp();
        var pid = Spawning.Spawn(request.Plan);
        try
        {
            // Nobody else reaps it, so the pid stays its own and /proc shows it even if it has ended already.
            var identity =
                ProcessIdentity.Of(pid)
                ?? throw new HostCallException($"read /proc/{pid}/stat", Errno.NoEntry);
            var pidfd = Checked(NativeProcesses.PidfdOpen(pid), "pidfd_open");
            var process = new RunningProcess(identity, request.Plan.Mark, begun, request.Time);
            _running[pidfd] = process;
            Watch(pidfd, pidfd);
            return process;
        }
        catch (HostCallException)
        {
            _ = NativeProcesses.Kill(-pid, (int)ProcessSignal.Kill);
            _ = NativeProcesses.Wait(pid, out _, options: 0);
            throw;
        }
    }

    private void Reap(int pidfd)
    {
        if (!_running.TryGetValue(pidfd, out var process) || !process.TryReap())
            return;
        var interest = default(NativeEvents.EpollEvent);
        _ = NativeEvents.EpollControl(_epoll, NativeEvents.Remove, pidfd, ref interest);
        _running.Remove(pidfd);
        _ = NativeFiles.Close(pidfd);
    }

    private void Watch(int descriptor, long data)
    {
        var interest = new NativeEvents.EpollEvent { Events = NativeEvents.Readable, Data = data };
        Checked(
            NativeEvents.EpollControl(_epoll, NativeEvents.Add, descriptor, ref interest),
            "epoll_ctl"
        );
    }

    private static int Checked(int result, string call) =>
        result >= 0 ? result : throw new HostCallException(call, Marshal.GetLastPInvokeError());

    private sealed record Request(LaunchPlan Plan, TimeProvider Time)
    {
        public TaskCompletionSource<RunningProcess> Started { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
