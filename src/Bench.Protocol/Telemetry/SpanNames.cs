namespace Bench.Protocol.Telemetry;

/// <summary>Names of spans; those of phases are the phases' own.</summary>
public static class SpanNames
{
    public const string Run = "run";
    public const string Lead = "lead";
    public const string Vm = "vm";
    public const string Entry = "entry";
    public const string Iteration = "iteration";
}

/// <summary>Names of attributes of spans and measurements.</summary>
public static class TelemetryAttributes
{
    public const string RunId = "bench.run.id";
    public const string Coordinator = "bench.coordinator.id";
    public const string Vm = "bench.vm.name";
    public const string Epoch = "bench.vm.epoch";
    public const string MatrixId = "bench.entry.id";
    public const string TestId = "bench.test.id";
    public const string ConfigId = "bench.config.id";
    public const string Attempt = "bench.attempt";
    public const string Iteration = "bench.iteration";
    public const string Block = "bench.block";
    public const string Status = "bench.status";
    public const string Phase = "bench.phase";
    public const string Kind = "bench.kind";
    public const string Outcome = "bench.outcome";
    public const string Cause = "bench.cause";
    public const string ErrorType = "error.type";
}
