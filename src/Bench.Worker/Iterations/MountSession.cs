using Bench.Mounts;

namespace Bench.Worker.Iterations;

/// <summary>The mount of one iteration at one place: made, made anew if need be, and undone.</summary>
internal sealed class MountSession(IMountKind kind, MountRequest request, CancellationToken cancel)
    : IDisposable
{
    private IMounted? _mounted;
    private HangGuard? _guard;

    public IMounted Current =>
        _mounted ?? throw new InvalidOperationException("Nothing is mounted.");

    public HangGuard Guard => _guard ?? throw new InvalidOperationException("Nothing is mounted.");

    /// <exception cref="MountException">It cannot be mounted.</exception>
    public async Task BeginAsync()
    {
        _mounted = await kind.MountAsync(request, cancel);
        _guard = new HangGuard(_mounted, request.Time, cancel);
    }

    /// <summary>Unmounts and mounts again, in the same place and with nothing in the tool's caches.</summary>
    /// <exception cref="MountException">It cannot be unmounted, or not be mounted again.</exception>
    public async Task RenewAsync()
    {
        await EndAsync();
        Guard.Dispose();
        await BeginAsync();
    }

    /// <summary>Cleans up in the mounted data once the work has ended.</summary>
    public async Task CleanUpAsync(Action cleanUp, TimeSpan limit)
    {
        Guard.WorkEnded();
        await Guard.CleanUpAsync(cleanUp, limit);
    }

    /// <exception cref="MountException">It cannot be unmounted.</exception>
    public async Task EndAsync()
    {
        Guard.WorkEnded();
        await Current.UnmountAsync(cancel);
    }

    public void Dispose() => _guard?.Dispose();
}
