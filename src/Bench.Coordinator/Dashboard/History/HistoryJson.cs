using System.Text.Json.Serialization;
using Bench.Coordinator.Dashboard.Events;

namespace Bench.Coordinator.Dashboard.History;

/// <summary>The charts' points in columns, as charts take them. Times are Unix seconds.</summary>
internal sealed record HistoryDocument
{
    /// <summary>Place of the last event in it; absent before the first.</summary>
    public string? Cursor { get; init; }
    public required IterationColumns Iterations { get; init; }
    public required ResourceColumns Resources { get; init; }

    public static HistoryDocument Of(HistoryView view) =>
        new()
        {
            Cursor = view.Cursor is { } cursor ? EventIds.Write(cursor) : null,
            Iterations = IterationColumns.Of(view.Iterations),
            Resources = ResourceColumns.Of(view.Resources),
        };
}

internal sealed record IterationColumns
{
    public required double[] T { get; init; }
    public required string[] Vm { get; init; }
    public required int[] MatrixId { get; init; }
    public required double?[] Read { get; init; }
    public required double?[] Write { get; init; }
    public required long?[] ReadP50 { get; init; }
    public required long?[] ReadP99 { get; init; }
    public required long?[] WriteP50 { get; init; }
    public required long?[] WriteP99 { get; init; }

    public static IterationColumns Of(IReadOnlyList<IterationPoint> points) =>
        new()
        {
            T = [.. points.Select(p => Seconds.Of(p.At))],
            Vm = [.. points.Select(p => p.Vm)],
            MatrixId = [.. points.Select(p => p.Figures.MatrixId)],
            Read = [.. points.Select(p => p.Figures.ReadBytesPerSecond)],
            Write = [.. points.Select(p => p.Figures.WriteBytesPerSecond)],
            ReadP50 = [.. points.Select(p => p.Figures.ReadP50Nanoseconds)],
            ReadP99 = [.. points.Select(p => p.Figures.ReadP99Nanoseconds)],
            WriteP50 = [.. points.Select(p => p.Figures.WriteP50Nanoseconds)],
            WriteP99 = [.. points.Select(p => p.Figures.WriteP99Nanoseconds)],
        };
}

internal sealed record ResourceColumns
{
    public required double[] T { get; init; }
    public required float[] Cpu { get; init; }
    public required float[] DiskRead { get; init; }
    public required float[] DiskWrite { get; init; }
    public required float[] NetworkReceived { get; init; }
    public required float[] NetworkTransmitted { get; init; }

    public static ResourceColumns Of(IReadOnlyList<ResourcePoint> points) =>
        new()
        {
            T = [.. points.Select(p => Seconds.Of(p.At))],
            Cpu = [.. points.Select(p => p.CpuFraction)],
            DiskRead = [.. points.Select(p => p.DiskReadBytesPerSecond)],
            DiskWrite = [.. points.Select(p => p.DiskWriteBytesPerSecond)],
            NetworkReceived = [.. points.Select(p => p.NetworkReceivedBytesPerSecond)],
            NetworkTransmitted = [.. points.Select(p => p.NetworkTransmittedBytesPerSecond)],
        };
}

internal static class Seconds
{
    public static double Of(DateTimeOffset at) => at.ToUnixTimeMilliseconds() / 1000d;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HistoryDocument))]
internal sealed partial class HistoryJson : JsonSerializerContext;
