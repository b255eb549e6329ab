using System.Text.Json.Serialization;
using Bench.Model.Json;

namespace Bench.Model.Claims;

/// <summary><c>claims/&lt;vm&gt;/&lt;epoch&gt;.json</c>: the right to act as a VM, or the end of that right.</summary>
public sealed record Claim : CreatedOnce
{
    public required string Vm { get; init; }

    /// <summary>Dense from 1; the highest one is in force.</summary>
    public required int Epoch { get; init; }
    public required ClaimKind Kind { get; init; }

    /// <summary>For people; nothing is decided from it.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who holds it (holder only).</summary>
    public ClaimHolder? Holder { get; init; }

    /// <summary>Why the VM's right ended (fence only).</summary>
    public string? Reason { get; init; }

    /// <summary>Number of the decision that asked for it (fence only); absent where a seal did.</summary>
    public int? Decision { get; init; }
}

public enum ClaimKind
{
    [JsonStringEnumMemberName("holder")]
    Holder,

    /// <summary>Ends the VM's right to its spec.</summary>
    [JsonStringEnumMemberName("fence")]
    Fence,
}

/// <summary>The process behind a claim, told so that a successor on the same host can prove it dead.</summary>
public sealed record ClaimHolder
{
    public required string HostName { get; init; }
    public required string BootId { get; init; }
    public required int ProcessId { get; init; }

    /// <summary>Start of the process in clock ticks since boot.</summary>
    public required long ProcessStartTicks { get; init; }

    /// <summary>A file that the process keeps locked as long as it lives.</summary>
    public required string LockPath { get; init; }
    public required long LockDevice { get; init; }
    public required long LockInode { get; init; }

    public override string ToString() => $"process {ProcessId} on {HostName}";
}
