namespace Bench.Mounts.ToolSources;

/// <summary>A mount tool's program cannot be had; the message says why, and what is needed.</summary>
public sealed class ToolSourceException(string message, Exception? inner = null)
    : Exception(message, inner);
