using System.Security.Cryptography;
using Bench.Model.Claims;
using Bench.Protocol.Barriers;
using Bench.Rpc.Client;
using Bench.Rpc.Errors;
using Bench.Rpc.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Bench.Worker.Channel;

/// <summary>
/// A worker's connection to its coordinator, made again whenever it is lost. All goes on without it: the bucket holds
/// everything that it tells.
/// </summary>
public sealed class CoordinatorLink : IWorkerNews, IAsyncDisposable
{
    /// <summary>A short run is over before a connection is worth its cost.</summary>
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);
    private const string Measure = "measure";

    /// <summary>Instead of a claim's epoch: the VM is fenced, and its worker offers itself for a grant.</summary>
    private const int NoEpoch = 0;

    private readonly (string Vm, int Epoch) _self;
    private readonly string _runId;
    private readonly CoordinatorAccess _access;
    private readonly Action<string> _log;
    private readonly TimeProvider _time;
    private readonly Outbox _outbox = new();
    private readonly StartChannel _starts;
    private readonly CancellationTokenSource _closing = new();
    private readonly SemaphoreSlim _sending = new(1);
    private Task _running = Task.CompletedTask;
    private TaskCompletionSource? _measuring;
    private volatile bool _isConnected;
    private long _sequence;

    private CoordinatorLink(
        CoordinatorAccess access,
        string runId,
        (string Vm, int Epoch) self,
        Action<string> log,
        TimeProvider time
    )
    {
        (_access, _runId, _self, _log, _time) = (access, runId, self, log, time);
        _starts = new StartChannel(Add, time);
    }

    /// <summary>What start barriers use of it.</summary>
    public IStartChannel Starts => _starts;

    /// <summary>Begins to connect, beside whatever the worker does.</summary>
    /// <param name="soon">Whether to connect at once, as the first start barrier waits for it.</param>
    public static CoordinatorLink Begin(
        CoordinatorAccess access,
        string runId,
        Claim claim,
        IWorkerControls controls,
        Action<string> log,
        TimeProvider time,
        bool soon = false
    )
    {
        var link = new CoordinatorLink(access, runId, (claim.Vm, claim.Epoch), log, time);
        link.Begin(controls, soon ? TimeSpan.Zero : FirstDelay);
        return link;
    }

    /// <summary>Offers a fenced VM for as long as it is open.</summary>
    internal static CoordinatorLink Offer(
        CoordinatorAccess access,
        string runId,
        string vm,
        IWorkerControls controls,
        Action<string> log,
        TimeProvider time
    )
    {
        var link = new CoordinatorLink(access, runId, (vm, NoEpoch), log, time);
        link.Begin(controls, TimeSpan.Zero);
        return link;
    }

    private void Begin(IWorkerControls controls, TimeSpan delay) =>
        _running = RunAsync(controls, delay, _closing.Token);

    public void Began(int matrixId, int attempt, int iteration, string phase)
    {
        var before = Interlocked.Exchange(
            ref _measuring,
            phase == Measure ? new(TaskCreationOptions.RunContinuationsAsynchronously) : null
        );
        before?.TrySetResult();
        Add(
            new WorkerMessage
            {
                Phase = new PhaseBegun
                {
                    MatrixId = matrixId,
                    Attempt = attempt,
                    Iteration = iteration,
                    Phase = phase,
                },
            }
        );
    }

    public void Committed(int matrixId, int attempt, int iteration, bool ok, double seconds) =>
        Add(
            new WorkerMessage
            {
                Iteration = new IterationCommitted
                {
                    MatrixId = matrixId,
                    Attempt = attempt,
                    Iteration = iteration,
                    Ok = ok,
                    Seconds = seconds,
                },
            }
        );

    public void Wrote(ReadOnlyMemory<byte> progress) =>
        Add(new WorkerMessage { ProgressJson = ByteString.CopyFrom(progress.Span) });

    /// <summary>Sends what waits, if that can be done soon, and leaves.</summary>
    public async ValueTask DisposeAsync()
    {
        var begin = _time.GetTimestamp();
        while (_isConnected && _outbox.HasSome && _time.GetElapsedTime(begin) < LastWords)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), _time);
        }
        await _closing.CancelAsync();
        await _running;
        _closing.Dispose();
        _sending.Dispose();
    }

    /// <summary>What is told while there is no connection is in the bucket; the next progress tells it too.</summary>
    private void Add(WorkerMessage message)
    {
        if (_isConnected)
        {
            _outbox.Add(message);
        }
    }

    private async Task RunAsync(IWorkerControls controls, TimeSpan delay, CancellationToken cancel)
    {
        string? told = null;
        try
        {
            while (true)
            {
                await WaitAsync(delay, cancel);
                var begin = _time.GetTimestamp();
                try
                {
                    await ConnectAsync(controls, cancel);
                    return;
                }
                catch (Exception e)
                    when (!cancel.IsCancellationRequested
                        // A connection that breaks while a frame comes fails as the transport does.
                        && e is RpcException or IOException or HttpRequestException
                    )
                {
                    var words = e is RpcException rpc ? RpcFailure.Words(rpc) : e.Message;
                    if (told != words)
                    {
                        _log(
                            $"no live channel to the coordinator: {words}; going on by the bucket"
                        );
                        told = words;
                    }
                }
                var lasted = _time.GetElapsedTime(begin);
                delay =
                    lasted > LongestDelay || delay == TimeSpan.Zero
                        ? FirstDelay
                        : Min(delay * 2, LongestDelay);
            }
        }
        catch (Exception e)
            when (e is OperationCanceledException or RpcException && cancel.IsCancellationRequested)
        {
            // The worker ends.
        }
        catch (Exception e)
        {
            // Whatever it was, it must not end the worker.
            _log($"the live channel is given up: {e.Message}");
        }
        finally
        {
            _starts.Closed();
        }
    }

    /// <summary>Half of it is chance, so that workers who lost their coordinator together do not come back together.</summary>
    private async Task WaitAsync(TimeSpan delay, CancellationToken cancel)
    {
        var chance = RandomNumberGenerator.GetInt32(1000) / 1000.0;
        await Task.Delay(delay * (0.5 + (chance / 2)), _time, cancel);
        while (Volatile.Read(ref _measuring) is { } measuring)
        {
            // Connecting costs processor time that would be measured. It begins just when the measurement is over: looked
            // for from time to time, the moments between two of them could be missed for ever.
            await measuring.Task.WaitAsync(cancel);
        }
    }

    private async Task ConnectAsync(IWorkerControls controls, CancellationToken cancel)
    {
        using var channel = new RpcChannel(
            _access.Address,
            _access.Tls?.ApplyTo(new RpcChannelOptions())
        );
        var workers = new Workers.WorkersClient(channel.As(_access.Token));
        using var call = workers.Connect(cancellationToken: cancel);
        await SendAsync(call, new WorkerMessage { Hello = Hello() });
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var reading = ReadAsync(call, controls);
        var writing = WriteAsync(call, ending.Token);
        try
        {
            await await Task.WhenAny(reading, writing);
        }
        finally
        {
            _isConnected = false;
            _starts.Closed();
            await ending.CancelAsync();
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        cancel.ThrowIfCancellationRequested();
        throw RpcFailure.Of(StatusCode.Unavailable, "the coordinator ended the connection");
    }

    private async Task ReadAsync(
        AsyncDuplexStreamingCall<WorkerMessage, WorkerCommand> call,
        IWorkerControls controls
    )
    {
        await foreach (var command in call.ResponseStream.ReadAllAsync())
        {
            switch (command.BodyCase)
            {
                case WorkerCommand.BodyOneofCase.Welcome:
                    _isConnected = true;
                    _starts.Opened();
                    _log($"connected to the coordinator on {command.Welcome.Coordinator}");
                    controls.LookNow();
                    break;
                case WorkerCommand.BodyOneofCase.Look:
                case WorkerCommand.BodyOneofCase.Leave:
                    controls.LookNow();
                    break;
                case WorkerCommand.BodyOneofCase.Go:
                    _starts.Heard(command.Go);
                    break;
                case WorkerCommand.BodyOneofCase.Echo:
                    _starts.Echoed(command.Echo);
                    break;
                case WorkerCommand.BodyOneofCase.Cancel:
                    controls.Cancel();
                    break;
                case WorkerCommand.BodyOneofCase.Ping:
                    await SendAsync(call, Answer(command.Ping));
                    break;
            }
        }
    }

    private async Task WriteAsync(
        AsyncDuplexStreamingCall<WorkerMessage, WorkerCommand> call,
        CancellationToken cancel
    )
    {
        while (true)
        {
            await SendAsync(call, await _outbox.TakeAsync(cancel));
        }
    }

    private async Task SendAsync(
        AsyncDuplexStreamingCall<WorkerMessage, WorkerCommand> call,
        WorkerMessage message
    )
    {
        // The library takes one message at a time.
        await _sending.WaitAsync();
        try
        {
            message.Sequence = ++_sequence;
            await call.RequestStream.WriteAsync(message);
        }
        finally
        {
            _sending.Release();
        }
    }

    private WorkerMessage Answer(Ping ping) =>
        new()
        {
            Pong = new Pong { Id = ping.Id, MonotonicNanoseconds = Monotonic.Nanoseconds(_time) },
        };

    private WorkerHello Hello() =>
        new()
        {
            RunId = _runId,
            Vm = _self.Vm,
            Epoch = _self.Epoch,
            BenchVersion = typeof(CoordinatorLink).Assembly.GetName().Version?.ToString() ?? "",
            Process = $"process {Environment.ProcessId} on {Environment.MachineName}",
        };

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
