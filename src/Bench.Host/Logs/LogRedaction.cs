using System.Collections;
using System.Text.RegularExpressions;

namespace Bench.Host.Logs;

/// <summary>
/// Takes secrets out of words that go to a bucket: what secret variables hold, what stands before the '@' of a URL,
/// tokens of Bench, and signatures in queries. Nothing writes them there; this is for an error's text that repeats one.
/// </summary>
public sealed partial class LogRedaction
{
    /// <summary>Takes nothing out.</summary>
    public static LogRedaction None { get; } = new([]);

    public const string Instead = "***";
    private const int ShortestSecret = 6;
    private static readonly string[] SecretNames =
    [
        "SECRET",
        "TOKEN",
        "PASSWORD",
        "PASSWD",
        "KEY",
        "CREDENTIAL",
        "OTLP_HEADERS",
    ];

    private readonly IReadOnlyList<string> _secrets;

    /// <param name="variables">The environment.</param>
    public LogRedaction(IEnumerable<KeyValuePair<string, string>> variables) =>
        _secrets = [
            .. variables
                .Where(variable => SecretNames.Any(variable.Key.ToUpperInvariant().Contains))
                .SelectMany(variable => Parts(variable.Value))
                .Where(value => value.Length >= ShortestSecret)
                .Distinct(StringComparer.Ordinal)
                // A secret that holds another one goes first.
                .OrderByDescending(value => value.Length),
        ];

    public static LogRedaction OfEnvironment() =>
        new(
            Environment
                .GetEnvironmentVariables()
                .Cast<DictionaryEntry>()
                .Select(pair => KeyValuePair.Create((string)pair.Key, (string?)pair.Value ?? ""))
        );

    public string Clean(string text)
    {
        foreach (var secret in _secrets)
        {
            text = text.Replace(secret, Instead, StringComparison.Ordinal);
        }
        return Shapes().Replace(text, Instead);
    }

    /// <summary>The value, and each value of a list of pairs. A path names where a secret is, and is none.</summary>
    private static IEnumerable<string> Parts(string value) =>
        value.StartsWith('/')
            ? []
            : value
                .Split(',')
                .Select(pair => pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim())
                .Append(value.Trim());

    [GeneratedRegex(
        @"(?<=://)[^/@\s]+(?=@)|\bb(?:wk|op)_[\w.~-]+|(?<=[?&](?:X-Amz-[\w-]+|Signature|sig|token|access_token)=)[^&\s""]+",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Shapes();
}
