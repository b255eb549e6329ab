using Bench.Simulation.Tests.Scheduling;

namespace Bench.Simulation.Tests.Hosts;

/// <summary>A machine: what its processes share and lose together.</summary>
internal sealed class SimHost(string name)
{
    private readonly Dictionary<string, LockFile> _locks = [];
    private long _inodes;
    private int _boots = 1;

    public string Name { get; } = name;

    public string BootId => $"{Name}-boot-{_boots}";

    /// <summary>Ticks by which its monotonic clock is ahead of the world's.</summary>
    public long MonotonicOffset { get; private set; } = 987_654_321;

    /// <summary>The lock file at a path, made where there is none.</summary>
    public LockFile LockAt(string path)
    {
        if (!_locks.TryGetValue(path, out var file))
        {
            _locks[path] = file = new LockFile(path, ++_inodes);
        }
        return file;
    }

    public LockFile? FindLock(string path) => _locks.GetValueOrDefault(path);

    /// <summary>Somebody clears the folder of locks: who holds one holds a file that nobody finds any more.</summary>
    public void ForgetLocks() => _locks.Clear();

    /// <summary>Ends nothing by itself: its processes are killed before.</summary>
    public void Reboot()
    {
        _boots++;
        _locks.Clear();
        MonotonicOffset += 55_555_555;
    }

    /// <summary>The kernel gives back what a process held that is gone.</summary>
    public void Release(SimProcess process)
    {
        foreach (var file in _locks.Values.Where(file => file.Holder == process))
        {
            file.Holder = null;
        }
    }
}

/// <summary>A lock file of a host.</summary>
internal sealed class LockFile(string path, long inode)
{
    public string Path { get; } = path;

    public long Inode { get; } = inode;

    public SimProcess? Holder { get; set; }
}
