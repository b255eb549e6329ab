namespace Bench.Hub.Verifying;

/// <summary>What is in a store, and what is wrong with it.</summary>
public sealed record VerifyResult
{
    /// <summary>Modules that have a state.</summary>
    public int Modules { get; init; }

    /// <summary>Slots of modules that could be read: states, fences and ends.</summary>
    public int Slots { get; init; }

    /// <summary>Files in the states that count, and their bytes.</summary>
    public long Files { get; init; }
    public long FileBytes { get; init; }

    /// <summary>Content objects that these name, and their bytes.</summary>
    public long Objects { get; init; }
    public long Bytes { get; init; }

    /// <summary>Content objects that none of them names: garbage, or of dehydrations that run.</summary>
    public long OrphanObjects { get; init; }
    public long OrphanBytes { get; init; }

    /// <summary>Dehydrations that run, or that were killed.</summary>
    public int Sessions { get; init; }

    /// <summary>Each names module and key; none for a store that is whole.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}
