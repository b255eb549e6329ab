using Bench.Hub.Hydration;
using Bench.Hub.Instances;
using Bench.Hub.Modules;

namespace Bench.Hub.Service;

/// <summary>What came of an event.</summary>
internal enum SlotAnswer
{
    /// <summary>The module is in the state that follows.</summary>
    Entered,

    /// <summary>It was so already.</summary>
    NoEffect,

    /// <summary>It may not happen now.</summary>
    Illegal,

    /// <summary>The slot is no longer the module's: look for it again.</summary>
    Retired,
}

/// <summary>One module of a hub. Its state changes by the table alone, and is on the disk before anybody acts on it.</summary>
internal sealed class ModuleSlot
{
    private readonly ModuleRecordFiles _files;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private ModuleRecord _record;
    private bool _retired;
    private long _seenActivity = -1;

    public ModuleSlot(
        ModuleId id,
        ModuleRecordFiles files,
        TimeProvider time,
        ModuleRecord? record = null
    )
    {
        (Id, _files, _time) = (id, files, time);
        _record = record ?? new ModuleRecord { ModuleId = id.ToString() };
        EnteredAt = UsedAt = time.GetTimestamp();
    }

    public ModuleId Id { get; }

    public ModuleRecord Record => Volatile.Read(ref _record);

    public InstanceState State => Record.State;

    public IInstance? Instance { get; set; }

    /// <summary>Of a hydration or dehydration that runs.</summary>
    public HydrationProgress? Progress { get; set; }

    /// <summary>When the present state began.</summary>
    public long EnteredAt { get; private set; }

    /// <summary>When it was used last, as far as is known.</summary>
    public long UsedAt { get; private set; }

    /// <summary>Looks at its instance that found it not well, one after the other.</summary>
    public int UnhealthyLooks { get; set; }

    /// <summary>Why its instance is being ended by the hub itself.</summary>
    public string? Blame { get; set; }

    /// <summary>It crashed so often that it is not started again.</summary>
    public bool IsGivenUp { get; set; }

    public bool IsLive => State != InstanceState.Unprovisioned;

    /// <summary>Takes an event. What it changes beside the state is written with it.</summary>
    /// <exception cref="IOException">It cannot be written; nothing has changed.</exception>
    public SlotAnswer Apply(ModuleEvent happened, Func<ModuleRecord, ModuleRecord> change)
    {
        lock (_gate)
        {
            if (_retired)
            {
                return SlotAnswer.Retired;
            }
            if (ModuleTransitions.Next(_record.State, happened) is not { } next)
            {
                return SlotAnswer.Illegal;
            }
            if (next == _record.State)
            {
                return SlotAnswer.NoEffect;
            }
            var changed = change(_record) with { State = next };
            _files.Write(Id, changed);
            Take(changed);
            return SlotAnswer.Entered;
        }
    }

    /// <summary>As <see cref="Apply"/>, where what happened has happened, whether it can be written or not.</summary>
    public void Force(ModuleEvent happened, Func<ModuleRecord, ModuleRecord> change)
    {
        lock (_gate)
        {
            var next =
                ModuleTransitions.Next(_record.State, happened)
                ?? throw new InvalidOperationException($"{Id}: {happened} in {_record.State}");
            var changed = change(_record) with { State = next };
            try
            {
                _files.Write(Id, changed);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                changed = changed with
                {
                    LastError =
                        $"{changed.LastError} Its state cannot be written: {e.Message}".Trim(),
                };
            }
            Take(changed);
        }
    }

    /// <summary>Its instance has ended by itself; null if that is known already, or was wanted.</summary>
    public bool TryExit(IInstance instance, string words)
    {
        lock (_gate)
        {
            if (_record.State != InstanceState.Provisioned || !ReferenceEquals(instance, Instance))
            {
                return false;
            }
            var reason = Blame ?? words;
            Force(ModuleEvent.Exit, record => record with { LastError = reason });
            return true;
        }
    }

    /// <summary>Notes that somebody uses it.</summary>
    public void Touch() => UsedAt = _time.GetTimestamp();

    /// <summary>Notes a use that its instance tells of.</summary>
    public void See(long activity)
    {
        if (activity != _seenActivity)
        {
            _seenActivity = activity;
            Touch();
        }
    }

    /// <summary>Changes what is known beside the state.</summary>
    public void Note(Func<ModuleRecord, ModuleRecord> change)
    {
        lock (_gate)
        {
            _files.Write(Id, _record = change(_record));
        }
    }

    /// <summary>Whether nothing is left to say of it; if so it takes no more events.</summary>
    public bool TryRetire()
    {
        lock (_gate)
        {
            _retired |= _record.IsGone && _record.LastError is null;
            return _retired;
        }
    }

    private void Take(ModuleRecord changed)
    {
        Volatile.Write(ref _record, changed);
        EnteredAt = UsedAt = _time.GetTimestamp();
        UnhealthyLooks = 0;
        IsGivenUp = false;
    }
}
