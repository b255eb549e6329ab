namespace Bench.Hub.Service;

/// <summary>Why a hub does not do what was asked.</summary>
public enum HubRefusal
{
    /// <summary>It has no such module.</summary>
    NoSuchModule,

    /// <summary>It may not happen in the module's present state.</summary>
    NotNow,

    TooManyInstances,
    TooLittleMemory,
    TooLittleDisk,

    /// <summary>The hub is ending.</summary>
    Stopping,
}

/// <summary>A hub does not do what was asked; nothing has changed.</summary>
public sealed class HubRefusedException(HubRefusal refusal, string message) : Exception(message)
{
    public HubRefusal Refusal { get; } = refusal;
}

/// <summary>A hub cannot start; the message says why and the remedy.</summary>
public sealed class HubStartException(string message) : Exception(message);
