namespace Bench.Hub.Hydration;

/// <summary>Why a module could not be hydrated or dehydrated; the message names module, file, key and remedy.</summary>
public sealed class HydrationException(string message, Exception? inner = null)
    : Exception(message, inner);
