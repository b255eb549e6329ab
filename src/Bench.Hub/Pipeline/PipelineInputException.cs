namespace Bench.Hub.Pipeline;

/// <summary>A stage cannot begin with what it was given; the message names the path or value and the remedy. Nothing was started.</summary>
public sealed class PipelineInputException(string message) : Exception(message);
