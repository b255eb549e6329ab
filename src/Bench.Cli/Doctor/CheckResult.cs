using System.Text.Json.Serialization;

namespace Bench.Cli.Doctor;

/// <summary>What came of a check.</summary>
internal enum CheckStatus
{
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>Good to know; nothing to be judged.</summary>
    [JsonStringEnumMemberName("info")]
    Info,

    /// <summary>A run can go on, and its user should know.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>The run would not fit.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}

/// <summary>One line of what the doctor says.</summary>
/// <param name="Area">What was looked at: <c>host</c>, <c>fio</c>, <c>mount</c>, <c>artifacts</c>, <c>test data</c>.</param>
/// <param name="Name">The check.</param>
/// <param name="Detail">What was found, with units.</param>
/// <param name="Remedy">What to do about it; null where there is nothing to do.</param>
internal sealed record CheckResult(
    string Area,
    string Name,
    CheckStatus Status,
    string Detail,
    string? Remedy = null
);
