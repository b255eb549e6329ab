using System.Text.Json.Serialization;

namespace Bench.Hub.Modules;

/// <summary>What can happen to a module.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ModuleEvent>))]
public enum ModuleEvent
{
    [JsonStringEnumMemberName("provision")]
    Provision,

    [JsonStringEnumMemberName("hibernate")]
    Hibernate,

    [JsonStringEnumMemberName("wake")]
    Wake,

    [JsonStringEnumMemberName("deprovision")]
    Deprovision,

    [JsonStringEnumMemberName("obliterate")]
    Obliterate,

    /// <summary>Nobody used it for as long as it may be unused.</summary>
    [JsonStringEnumMemberName("idle-timeout")]
    IdleTimeout,

    /// <summary>Its instance ended by itself.</summary>
    [JsonStringEnumMemberName("exit")]
    Exit,

    /// <summary>The watchdog starts it again.</summary>
    [JsonStringEnumMemberName("recover")]
    Recover,

    /// <summary>The operation that holds it is done.</summary>
    [JsonStringEnumMemberName("succeed")]
    Succeed,

    /// <summary>The operation that holds it failed.</summary>
    [JsonStringEnumMemberName("fail")]
    Fail,
}
