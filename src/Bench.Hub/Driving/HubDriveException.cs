namespace Bench.Hub.Driving;

/// <summary>A hub does not do what was asked of it; the message names the hub, the module, and what it answered.</summary>
public sealed class HubDriveException(string message, Exception? inner = null)
    : Exception(message, inner);
