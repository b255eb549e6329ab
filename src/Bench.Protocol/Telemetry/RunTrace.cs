using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Bench.Protocol.Telemetry;

/// <summary>
/// The ids of a run's trace. All follow from the digest of its config, so every process of the run knows them, whoever
/// started it and whichever was there before, and nothing has to be recorded for it.
/// </summary>
public sealed class RunTrace
{
    private const int TraceIdBytes = 16;
    private const int SpanIdBytes = 8;
    private readonly string _digest;

    /// <param name="configSha256">SHA-256 of <c>config.json</c> in hexadecimal digits.</param>
    public RunTrace(string configSha256)
    {
        _digest = configSha256;
        TraceId = ActivityTraceId.CreateFromBytes(Hash("trace").AsSpan(0, TraceIdBytes));
    }

    public ActivityTraceId TraceId { get; }

    /// <summary>Above everything.</summary>
    public ActivityContext Root => new(TraceId, default, ActivityTraceFlags.Recorded);

    public ActivityContext Run => Span("run");

    /// <summary>A worker's time as a VM.</summary>
    public ActivityContext Vm(string vm, int epoch) =>
        Span(FormattableString.Invariant($"vm\n{vm}\n{epoch}"));

    /// <summary>A VM's attempt at an entry, by however many workers.</summary>
    public ActivityContext Entry(string vm, int matrixId, int attempt) =>
        Span(FormattableString.Invariant($"entry\n{vm}\n{matrixId}\n{attempt}"));

    private ActivityContext Span(string name) =>
        new(
            TraceId,
            ActivitySpanId.CreateFromBytes(Hash(name).AsSpan(0, SpanIdBytes)),
            ActivityTraceFlags.Recorded,
            isRemote: true
        );

    private byte[] Hash(string name) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"bench.span/1\n{_digest}\n{name}"));
}
