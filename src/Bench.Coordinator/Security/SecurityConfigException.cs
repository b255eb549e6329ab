namespace Bench.Coordinator.Security;

/// <summary>The service must not start so; the message says what is wrong and the remedy.</summary>
public sealed class SecurityConfigException(string message, Exception? inner = null)
    : Exception(message, inner);
