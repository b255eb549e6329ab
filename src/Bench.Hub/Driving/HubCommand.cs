using System.Globalization;
using Bench.Planning.Mounting;

namespace Bench.Hub.Driving;

/// <summary>What a hub is started with.</summary>
public sealed record HubStart
{
    public required string DataFolder { get; init; }

    /// <summary>Flags of the reference, such as <c>--hub-enable-dehydration=false</c>.</summary>
    public required IReadOnlyList<string> Flags { get; init; }

    /// <summary>Variables that it gets besides those of this process, such as credentials.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } =
        new Dictionary<string, string?>(StringComparer.Ordinal);
}

/// <summary>
/// How a hub is started: words with <c>{port}</c>, <c>{data_dir}</c> and <c>{flags}</c> in them, the last as a word of its own.
/// </summary>
public sealed class HubCommand
{
    private const string FlagsWord = "{flags}";

    private readonly IReadOnlyList<string> _words;

    private HubCommand(IReadOnlyList<string> words) => _words = words;

    /// <summary>The words of a template of users, quoted as in a shell; no shell is involved.</summary>
    /// <exception cref="FormatException">It is empty, not quoted rightly, or does not say where the port goes.</exception>
    public static HubCommand Parse(string template)
    {
        if (!MountArguments.TrySplit(template, out var words, out var reason))
        {
            throw new FormatException($"'{template}' {reason}; {MountArguments.Remedy}");
        }
        if (!words.Any(word => word.Contains("{port}", StringComparison.Ordinal)))
        {
            throw new FormatException(
                $"'{template}' does not say where the port goes; write {{port}}, {{data_dir}} and {FlagsWord} in it, as in 'zenserver hub --port {{port}} --data-dir {{data_dir}} {FlagsWord}'"
            );
        }
        return new(words);
    }

    /// <summary>Bench's own hub, as this very program would start it.</summary>
    public static HubCommand Own(IReadOnlyList<string> program) =>
        new([
            .. program,
            "hub",
            "serve",
            "--data-dir",
            "{data_dir}",
            "--port",
            "{port}",
            FlagsWord,
        ]);

    /// <summary>The program and its arguments.</summary>
    public IReadOnlyList<string> Fill(HubStart settings, int port) =>
        [
            .. _words.SelectMany(word =>
                word == FlagsWord
                    ? settings.Flags
                    :
                    [
                        word.Replace(
                                "{port}",
                                port.ToString(CultureInfo.InvariantCulture),
                                StringComparison.Ordinal
                            )
                            .Replace("{data_dir}", settings.DataFolder, StringComparison.Ordinal),
                    ]
            ),
        ];
}
