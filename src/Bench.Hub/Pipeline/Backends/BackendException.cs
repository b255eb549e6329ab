namespace Bench.Hub.Pipeline.Backends;

/// <summary>A backend that a stage starts itself does not come up; the message says why and the remedy.</summary>
public sealed class BackendException(string message) : Exception(message);
