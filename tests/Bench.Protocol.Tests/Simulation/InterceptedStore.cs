using System.Runtime.CompilerServices;
using Bench.Storage;

namespace Bench.Protocol.Tests.Simulation;

/// <summary>What a call asks of a store.</summary>
public enum Operation
{
    Get,
    Put,
    Create,
    List,
    Delete,
}

/// <summary>One call, counted from 1.</summary>
public sealed record StoreCall(int Number, Operation Operation, string Key);

/// <summary>What goes wrong with a call.</summary>
public enum Fault
{
    None,

    /// <summary>The caller is killed, or the store fails, before anything is done.</summary>
    Before,

    /// <summary>It is done, but the caller is killed before it knows.</summary>
    After,

    /// <summary>A create is done; a retry below this interface then finds the object there.</summary>
    LostReply,
}

/// <summary>A store whose calls are seen, delayed or broken by a test.</summary>
public sealed class InterceptedStore(IObjectStore inner, Func<StoreCall, Task<Fault>> intercept)
    : IObjectStore
{
    private readonly Lock _lock = new();
    private readonly List<StoreCall> _calls = [];

    public InterceptedStore(IObjectStore inner, Func<StoreCall, Fault> fault)
        : this(inner, call => Task.FromResult(fault(call))) { }

    public InterceptedStore(IObjectStore inner)
        : this(inner, _ => Fault.None) { }

    public string Uri => inner.Uri;

    public IReadOnlyList<StoreCall> Calls
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls];
            }
        }
    }

    public void Forget()
    {
        lock (_lock)
        {
            _calls.Clear();
        }
    }

    public Task<byte[]?> GetAsync(string key, CancellationToken cancel) =>
        DoAsync(Operation.Get, key, () => inner.GetAsync(key, cancel));

    public Task<Stream?> OpenAsync(string key, CancellationToken cancel) =>
        DoAsync(Operation.Get, key, () => inner.OpenAsync(key, cancel));

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancel) =>
        DoAsync(Operation.Put, key, () => Done(inner.PutAsync(key, content, cancel)));

    public Task PutAsync(string key, Stream content, CancellationToken cancel) =>
        DoAsync(Operation.Put, key, () => Done(inner.PutAsync(key, content, cancel)));

    public Task<bool> TryCreateAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    ) => DoAsync(Operation.Create, key, () => inner.TryCreateAsync(key, content, cancel));

    public async IAsyncEnumerable<ObjectInfo> ListAsync(
        string prefix,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        await DoAsync(Operation.List, prefix, () => Task.FromResult(true));
        await foreach (var found in inner.ListAsync(prefix, cancel))
        {
            yield return found;
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancel) =>
        DoAsync(Operation.Delete, key, () => Done(inner.DeleteAsync(key, cancel)));

    private static async Task<bool> Done(Task task)
    {
        await task;
        return true;
    }

    private async Task<T> DoAsync<T>(Operation operation, string key, Func<Task<T>> act)
    {
        StoreCall call;
        lock (_lock)
        {
            call = new StoreCall(_calls.Count + 1, operation, key);
            _calls.Add(call);
        }
        var fault = await intercept(call);
        if (fault == Fault.Before)
        {
            throw new KilledException(call);
        }
        var result = await act();
        return fault switch
        {
            Fault.After => throw new KilledException(call),
            Fault.LostReply when result is true => (T)(object)false,
            _ => result,
        };
    }
}

/// <summary>Stands for the death of the caller, or an error of the store, at a call.</summary>
public sealed class KilledException(StoreCall call)
    : Exception($"killed at call {call.Number}: {call.Operation} {call.Key}");
