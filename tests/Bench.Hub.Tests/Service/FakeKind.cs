using System.Collections.Concurrent;
using Bench.Hub.Instances;

namespace Bench.Hub.Tests.Service;

/// <summary>Instances that do what they are told, and nothing else.</summary>
internal sealed class FakeKind : IInstanceKind
{
    private int _port = 40_000;

    /// <summary>Of the next one; 0 for one after the other.</summary>
    public int Port { get; set; }

    public ConcurrentDictionary<string, FakeInstance> Last { get; } = new(StringComparer.Ordinal);

    /// <summary>Called for each before it is started.</summary>
    public Action<FakeInstance> Prepare { get; set; } = _ => { };

    public string Name => "fake";

    public Task<IInstance> StartAsync(InstanceStart start, CancellationToken cancel)
    {
        var instance = new FakeInstance(Port > 0 ? Port : Interlocked.Increment(ref _port));
        Prepare(instance);
        Last[start.Module.ToString()] = instance;
        return Task.FromResult<IInstance>(instance);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

internal sealed class FakeInstance(int port) : IInstance
{
    private readonly TaskCompletionSource<string> _ended = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    public int Port => port;

    /// <summary>For what a machine says of it; nothing is ever done to that process.</summary>
    public int? Pid { get; set; }

    public Task<string> Ended => _ended.Task;

    public long Activity { get; set; }

    public bool IsHealthy { get; set; } = true;

    public int Collections { get; private set; }

    /// <summary>What it answers, one after the other; the last one stays.</summary>
    public Queue<CollectionStatus> Answers { get; } = new([new(CollectionState.Done)]);

    public Exception? StopFailure { get; set; }

    public void Crash(string words = "it fell over") => _ended.TrySetResult(words);

    public Task<bool> IsHealthyAsync(CancellationToken cancel) =>
        Task.FromResult(IsHealthy && !_ended.Task.IsCompleted);

    public Task RequestCollectionAsync(CancellationToken cancel)
    {
        Collections++;
        return Task.CompletedTask;
    }

    public Task<CollectionStatus> GetCollectionAsync(CancellationToken cancel) =>
        Task.FromResult(Answers.Count > 1 ? Answers.Dequeue() : Answers.Peek());

    public Task StopAsync(TimeSpan grace)
    {
        if (StopFailure is { } failure)
        {
            return Task.FromException(failure);
        }
        _ended.TrySetResult("it was stopped");
        return Task.CompletedTask;
    }

    public string ReadLogTail() => "";

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
