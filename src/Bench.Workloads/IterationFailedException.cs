using Bench.Model.Results;

namespace Bench.Workloads;

/// <summary>An iteration failed. The worker commits it as failed, with this reason.</summary>
public sealed class IterationFailedException(Failure failure, Exception? inner = null)
    : Exception(failure.Reason, inner)
{
    public Failure Failure { get; } = failure;
}

/// <summary>A program that the host must have is missing or too old; the message says which, and the remedy.</summary>
public sealed class ToolException(string message) : Exception(message);
