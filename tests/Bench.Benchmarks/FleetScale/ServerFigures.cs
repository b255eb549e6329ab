using System.Text.Json.Serialization;

namespace Bench.Benchmarks.FleetScale;

/// <summary>What a coordinator's process says of itself, one line of JSON for each command.</summary>
internal sealed record ServerFigures
{
    public required long Looks { get; init; }
    public required long ProgressReads { get; init; }
    public required long OtherRequests { get; init; }
    public required long FurtherPages { get; init; }

    /// <summary>Iterations that it knows of, which count the workers' signs of life.</summary>
    public required long IterationsDone { get; init; }
    public required int Connected { get; init; }

    /// <summary>Bytes of living objects; after a full collection where one was asked for.</summary>
    public required long HeapBytes { get; init; }

    /// <summary>Seconds of processor time.</summary>
    public required double ProcessorSeconds { get; init; }
    public required long ResidentBytes { get; init; }
}

[JsonSerializable(typeof(ServerFigures))]
internal sealed partial class FleetScaleJson : JsonSerializerContext;
