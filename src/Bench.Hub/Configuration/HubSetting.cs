namespace Bench.Hub.Configuration;

/// <summary>How a setting's value is written.</summary>
public enum SettingKind
{
    Text,
    Texts,
    Switch,
    Count,
    Bytes,
    Milliseconds,
    Seconds,
}

/// <summary>A setting of a hub, which has a flag and a dotted name in a file.</summary>
/// <param name="Key">Such as <c>hub.hydration.threads</c>.</param>
/// <param name="Flag">Such as <c>--hub-hydration-threads</c>.</param>
/// <param name="Default">As it would be written; empty for none.</param>
public sealed record HubSetting(
    string Key,
    string Flag,
    SettingKind Kind,
    string Default,
    string Help
);

/// <summary>Where a value of a setting was written.</summary>
/// <param name="Where">A flag, or a file and its line, as messages name it.</param>
/// <param name="Values">One, but for lists.</param>
public sealed record WrittenValue(string Key, string Where, IReadOnlyList<string> Values);

/// <summary>Settings that cannot be; the message names each with where it stands and the remedy.</summary>
public sealed class HubSettingsException(IReadOnlyList<string> problems)
    : Exception(string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
