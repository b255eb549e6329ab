using Bench.Model.Json;
using Bench.Model.Sealing;

namespace Bench.Model.Results;

/// <summary><c>result.json</c>: ends an attempt at an entry and names the iteration records that count.</summary>
public sealed record ResultRecord : CreatedOnce
{
    public required string Vm { get; init; }
    public required int Epoch { get; init; }
    public required int MatrixId { get; init; }
    public required string TestId { get; init; }
    public required int ConfigId { get; init; }
    public required int Attempt { get; init; }

    /// <summary><c>ok</c> only if all planned iterations are.</summary>
    public required IterationStatus Status { get; init; }
    public required int PlannedIterations { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>The first failure in words; absent when it is ok.</summary>
    public string? Reason { get; init; }
    public required IReadOnlyList<IterationRef> Iterations { get; init; }
}

/// <summary>An iteration record that counts.</summary>
public sealed record IterationRef
{
    public required int Iteration { get; init; }
    public required IterationStatus Status { get; init; }
    public required RecordRef Record { get; init; }
}
