using System.Text.Json.Serialization;

namespace Bench.Hub.Modules;

/// <summary>Where a module stands. In the transitional states one operation holds it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<InstanceState>))]
public enum InstanceState
{
    /// <summary>No instance and nothing local, unless an operation that failed left its data.</summary>
    [JsonStringEnumMemberName("unprovisioned")]
    Unprovisioned,

    /// <summary>Its instance is ready.</summary>
    [JsonStringEnumMemberName("provisioned")]
    Provisioned,

    /// <summary>Its data is local, and no instance runs.</summary>
    [JsonStringEnumMemberName("hibernated")]
    Hibernated,

    /// <summary>Its instance ended by itself; its data is local.</summary>
    [JsonStringEnumMemberName("crashed")]
    Crashed,

    [JsonStringEnumMemberName("provisioning")]
    Provisioning,

    [JsonStringEnumMemberName("hibernating")]
    Hibernating,

    [JsonStringEnumMemberName("waking")]
    Waking,

    [JsonStringEnumMemberName("deprovisioning")]
    Deprovisioning,

    [JsonStringEnumMemberName("recovering")]
    Recovering,

    [JsonStringEnumMemberName("obliterating")]
    Obliterating,
}
