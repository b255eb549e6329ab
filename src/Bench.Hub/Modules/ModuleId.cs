using System.Diagnostics.CodeAnalysis;

namespace Bench.Hub.Modules;

/// <summary>
/// Names a module: letters, digits and hyphens, often a UUID. It becomes a folder and part of keys, so nothing else is
/// let in.
/// </summary>
public readonly record struct ModuleId
{
    /// <summary>Characters at the most.</summary>
    public const int LongestLength = 128;

    private readonly string? _text;

    private ModuleId(string text) => _text = text;

    /// <exception cref="ArgumentException">It is no module id; the message says why.</exception>
    public static ModuleId Parse(string text) =>
        WhyNot(text) is { } reason ? throw new ArgumentException(reason, nameof(text)) : new(text);

    public static bool TryParse([NotNullWhen(true)] string? text, out ModuleId module)
    {
        module = text is not null && WhyNot(text) is null ? new ModuleId(text) : default;
        return module._text is not null;
    }

    /// <summary>What is wrong with a text as a module id; null for nothing.</summary>
    public static string? WhyNot(string text)
    {
        if (text.Length is 0 or > LongestLength)
        {
            return $"a module id has 1 to {LongestLength} characters, this has {text.Length}";
        }
        if (!text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            return "a module id consists of letters, digits and hyphens";
        }
        return text[0] == '-' ? "a module id begins with a letter or a digit" : null;
    }

    public override string ToString() => _text ?? "";
}
