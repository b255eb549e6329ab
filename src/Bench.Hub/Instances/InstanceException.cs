namespace Bench.Hub.Instances;

/// <summary>An instance did not do what was asked of it; the message says what, with the end of its log where it has one.</summary>
public sealed class InstanceException(string message, Exception? inner = null)
    : Exception(message, inner);
