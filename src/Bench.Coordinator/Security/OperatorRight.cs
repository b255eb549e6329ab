using System.Text.Json.Serialization;

namespace Bench.Coordinator.Security;

/// <summary>What an operator may do.</summary>
public enum OperatorRight
{
    /// <summary>See runs.</summary>
    [JsonStringEnumMemberName("read")]
    Read,

    /// <summary>See, start, cancel, resume and retry them.</summary>
    [JsonStringEnumMemberName("control")]
    Control,
}
