using System.CommandLine;
using Bench.Hub.Configuration;

namespace Bench.Cli.Hubs;

/// <summary>The flags of a hub, one for each setting, and the file with the others.</summary>
internal sealed class HubFlags
{
    private readonly Option<string?> _config = new("--config")
    {
        Description =
            "YAML or JSON file of settings under their dotted names, such as hub.hydration.threads. Flags win over it.",
    };
    private readonly List<(HubSetting Setting, Option Option)> _settings =
    [
        .. SettingTable.All.Select(setting => (setting, OptionOf(setting))),
    ];

    public void AddTo(Command command)
    {
        command.Options.Add(_config);
        foreach (var (_, option) in _settings)
        {
            command.Options.Add(option);
        }
    }

    /// <exception cref="HubSettingsException">Something cannot be.</exception>
    public HubSettings Read(ParseResult parsed) =>
        HubSettings.From(
            Given(parsed),
            parsed.GetValue(_config) is { } file ? SettingsFile.Read(file) : []
        );

    private IEnumerable<WrittenValue> Given(ParseResult parsed)
    {
        foreach (var (setting, option) in _settings)
        {
            if (parsed.GetResult(option) is { Implicit: false } result)
            {
                var values = result.Tokens.Select(token => token.Value).ToList();
                // A switch that stands alone is on.
                yield return new(
                    setting.Key,
                    setting.Flag,
                    values.Count == 0 && setting.Kind == SettingKind.Switch ? ["true"] : values
                );
            }
        }
    }

    private static Option OptionOf(HubSetting setting)
    {
        Option option =
            setting.Kind == SettingKind.Texts
                ? new Option<string[]>(setting.Flag) { Arity = ArgumentArity.OneOrMore }
                : new Option<string?>(setting.Flag)
                {
                    Arity =
                        setting.Kind == SettingKind.Switch
                            ? ArgumentArity.ZeroOrOne
                            : ArgumentArity.ExactlyOne,
                };
        option.Description =
            setting.Default.Length == 0
                ? setting.Help
                : $"{setting.Help} [default: {setting.Default}]";
        option.HelpName = setting.Kind switch
        {
            SettingKind.Switch => "true|false",
            SettingKind.Bytes => "bytes",
            SettingKind.Count => "number",
            SettingKind.Seconds => "seconds",
            SettingKind.Milliseconds => "ms",
            _ => "text",
        };
        return option;
    }
}
