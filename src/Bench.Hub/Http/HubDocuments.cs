using System.Text.Json.Serialization;
using Bench.Hub.Modules;
using Bench.Hub.Service;

namespace Bench.Hub.Http;

/// <summary>A module as drivers read it.</summary>
internal sealed record ModuleDocument
{
    public required string ModuleId { get; init; }
    public required InstanceState State { get; init; }
    public int? Port { get; init; }
    public string? BaseUri { get; init; }
    public int? Pid { get; init; }
    public long? MemoryBytes { get; init; }
    public required double StateSeconds { get; init; }
    public bool KeepsData { get; init; }
    public int Restarts { get; init; }
    public ModuleEvent? LastOperation { get; init; }
    public string? LastError { get; init; }
    public ProgressDocument? Progress { get; init; }
    public HydrationDocument? Hydration { get; init; }
    public required IReadOnlyDictionary<string, double> Times { get; init; }

    public static ModuleDocument Of(ModuleView view) =>
        new()
        {
            ModuleId = view.ModuleId,
            State = view.State,
            Port = view.Port,
            BaseUri = view.BaseUri,
            Pid = view.Pid,
            MemoryBytes = view.MemoryBytes,
            StateSeconds = view.StateSeconds,
            KeepsData = view.KeepsData,
            Restarts = view.Restarts,
            LastOperation = view.LastOperation,
            LastError = view.LastError,
            Progress = view.Progress is { } p
                ? new(p.DoneFiles, p.TotalFiles, p.DoneBytes, p.TotalBytes)
                : null,
            Hydration = view.Hydration is { } h
                ? new(
                    h.Files,
                    h.Bytes,
                    h.HashedFiles,
                    h.HashedBytes,
                    h.MovedBytes,
                    h.MovedObjects,
                    h.DeduplicatedBytes,
                    h.Requests,
                    h.Seconds
                )
                : null,
            Times = view.Times,
        };
}

internal sealed record ProgressDocument(
    long DoneFiles,
    long TotalFiles,
    long DoneBytes,
    long TotalBytes
);

internal sealed record HydrationDocument(
    long Files,
    long Bytes,
    long HashedFiles,
    long HashedBytes,
    long MovedBytes,
    long MovedObjects,
    long DeduplicatedBytes,
    long Requests,
    double Seconds
);

internal sealed record StatusDocument(IReadOnlyList<ModuleDocument> Modules);

/// <summary>What is wrong, as RFC 9457 has it.</summary>
internal sealed record ProblemDocument(
    string Type,
    string Title,
    int Status,
    string Detail,
    string? ModuleId
);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(StatusDocument))]
[JsonSerializable(typeof(ProblemDocument))]
[JsonSerializable(typeof(StatsDocument))]
internal sealed partial class HubJson : JsonSerializerContext;
