using System.Collections.Concurrent;
using Bench.Coordinator.Barriers;
using Bench.Coordinator.Hosting;
using Bench.Coordinator.Leading;
using Bench.Coordinator.Watching.Feeds;
using Bench.Model.Decisions;
using Bench.Protocol.Runs;
using Bench.Rpc.V1;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Bench.Coordinator.LiveChannel.Workers;

/// <summary>The connections of one run's workers: what they say reaches feed and leader, what is decided reaches them.</summary>
public sealed class WorkerHub : IGoMessages
{
    private readonly ConcurrentDictionary<string, WorkerConnection> _connections = new(
        StringComparer.Ordinal
    );
    private readonly RunFeed _feed;
    private readonly ILogger _log;
    private readonly string _runId;
    private readonly WorkerNews _news;
    private WorkerCommand? _last;
    private int _lastGo;

    internal WorkerHub(
        LoadedRun run,
        RunFeed feed,
        RunLeader leader,
        ILogger log,
        TimeProvider time
    )
    {
        (_feed, _log, _runId) = (feed, log, run.Config.BenchmarkId);
        OwnerName = run.OwnerName;
        _news = new WorkerNews(feed, leader, time);
    }

    /// <summary>The run as tokens name it.</summary>
    public string OwnerName { get; }

    /// <summary>Whether a VM is one of the run's.</summary>
    public bool Knows(string vm) => _feed.Ask(picture => picture.Knows(vm));

    /// <summary>VMs whose worker is connected.</summary>
    public ICollection<string> Connected => _connections.Keys;

    /// <summary>False when the VM's worker is not connected.</summary>
    public bool Send(string vm, WorkerCommand command) =>
        _connections.TryGetValue(vm, out var connection) && connection.Send(command);

    /// <summary>
    /// Begins an iteration on its participants, once for each decision. Those that are not connected learn of it from the
    /// bucket.
    /// </summary>
    public void Go(int decision, GoSignal go)
    {
        var last = Volatile.Read(ref _lastGo);
        if (decision <= last || Interlocked.CompareExchange(ref _lastGo, decision, last) != last)
        {
            return;
        }
        var command = new WorkerCommand
        {
            Go = new BarrierGo
            {
                MatrixId = go.MatrixId,
                Attempt = go.Attempt,
                Iteration = go.Iteration,
                Participants = { go.Participants },
                Decision = decision,
            },
        };
        foreach (var vm in go.Participants)
        {
            Send(vm, command);
        }
    }

    public bool Ping(string vm, long id) =>
        Send(vm, new WorkerCommand { Ping = new Ping { Id = id } });

    /// <summary>Workers that a decision is about look at the bucket at once.</summary>
    public void Decided(Decision decision)
    {
        var look = new WorkerCommand { Look = new LookNow { Decision = decision.Number } };
        switch (decision)
        {
            case { Fence: { } fence }:
                Send(fence.Vm, look);
                break;
            case { Grant: { } grant }:
                Send(grant.Vm, look);
                break;
            case { Go: { } go }:
                // Decided by another coordinator, that these workers are not connected to.
                Go(decision.Number, go);
                break;
            case { Seal: not null }:
                SendAll(look);
                break;
        }
    }

    /// <summary>Ends the work of all workers, those that connect later too.</summary>
    public void CancelAll(string reason) =>
        SendLast(new WorkerCommand { Cancel = new CancelNow { Reason = reason } });

    public void LeaveAll(string reason) =>
        SendLast(new WorkerCommand { Leave = new Leave { Reason = reason } });

    /// <summary>Ends all connections once what waits is sent.</summary>
    internal void Close()
    {
        foreach (var connection in _connections.Values)
        {
            connection.Close();
        }
    }

    /// <summary>Serves a connection to its end.</summary>
    /// <param name="ending">Ends the reading of messages.</param>
    internal async Task ServeAsync(
        WorkerHello hello,
        IAsyncEnumerator<WorkerMessage> messages,
        IServerStreamWriter<WorkerCommand> commands,
        CancellationTokenSource ending
    )
    {
        var connection = new WorkerConnection(hello.Vm, hello.Epoch);
        // A worker that connects again has given its last connection up.
        _connections.TryGetValue(hello.Vm, out var before);
        _connections[hello.Vm] = connection;
        before?.Close();
        LedLog.Connected(_log, _runId, hello.Vm, hello.Epoch);
        connection.Send(
            new WorkerCommand { Welcome = new Welcome { Coordinator = Environment.MachineName } }
        );
        if (Volatile.Read(ref _last) is { } last)
        {
            connection.Send(last);
        }
        _news.Greeted(hello);
        var writing = connection.WriteAsync(commands, ending.Token);
        var reading = _news.ReadAsync(connection, messages);
        try
        {
            // Whichever ends first ends the call.
            await await Task.WhenAny(writing, reading);
        }
        finally
        {
            connection.Close();
            await ending.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var isLast = _connections.TryRemove(new(hello.Vm, connection));
            _news.Left(hello, isLast);
            LedLog.Disconnected(_log, _runId, hello.Vm);
        }
    }

    private void SendLast(WorkerCommand command)
    {
        Volatile.Write(ref _last, command);
        SendAll(command);
    }

    private void SendAll(WorkerCommand command)
    {
        foreach (var connection in _connections.Values)
        {
            connection.Send(command);
        }
    }
}
