namespace Bench.EndToEnd.Tests.Network;

/// <summary>Where a request is held up.</summary>
internal enum HeldAt
{
    /// <summary>The server has not got it.</summary>
    Request,

    /// <summary>The server has done it, and nobody knows.</summary>
    Reply,
}

/// <summary>Requests that are held up on their way, from the first one of a kind on.</summary>
internal sealed class Held(string part, HeldAt at)
{
    private readonly TaskCompletionSource _arrived = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly TaskCompletionSource<bool> _goesOn = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    public HeldAt At => at;

    /// <summary>One is held.</summary>
    public async Task ArrivedAsync(Func<string> more)
    {
        await Harness.Until.TrueAsync(
            () => _arrived.Task.IsCompleted,
            $"a request of *{part}* is held at its {at}",
            more
        );
    }

    /// <summary>They go on, and later ones are not held.</summary>
    public void Release() => _goesOn.TrySetResult(true);

    /// <summary>Those that are held are lost, and later ones are not held.</summary>
    public void Drop() => _goesOn.TrySetResult(false);

    /// <summary>Whether it is of a request that begins so.</summary>
    public bool Matches(string line) =>
        !_goesOn.Task.IsCompleted
        && line.StartsWith("PUT ", StringComparison.Ordinal)
        && line.Contains(part, StringComparison.Ordinal);

    /// <summary>Waits until it goes on; false when it is lost.</summary>
    public Task<bool> PassAsync()
    {
        _arrived.TrySetResult();
        return _goesOn.Task;
    }
}
