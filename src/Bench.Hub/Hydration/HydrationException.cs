namespace Bench.Hub.Hydration;

/// <summary>Why a module could not be hydrated or dehydrated; the message names module, file, key and remedy.</summary>
public sealed class HydrationException(string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>Content that the state names is missing or damaged: there may be a newer state by now.</summary>
    internal bool IsLostContent { get; init; }

    /// <summary>A sweep ended the session: what was stored stays, and the commit can be tried again.</summary>
    internal bool IsFenced { get; init; }
}
