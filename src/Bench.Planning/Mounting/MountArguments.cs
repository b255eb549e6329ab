using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Bench.Planning.Mounting;

/// <summary>
/// Turns the text of <c>mount_args</c> into an argument list by the quoting rules of the POSIX shell (section 2.2 of
/// its command language), and back. Nothing is expanded: <c>*</c>, <c>~</c>, <c>$HOME</c> and <c>`x`</c> stay as they are.
/// </summary>
public static class MountArguments
{
    public const string Remedy =
        "quote as in a shell: 'a b' or \"a b\", and a quote itself as \\\" or \\'";

    /// <exception cref="FormatException">A quote is never closed, or nothing follows a backslash.</exception>
    public static IReadOnlyList<string> Split(string text) =>
        TrySplit(text, out var args, out var reason)
            ? args
            : throw new FormatException($"'{text}' {reason}");

    public static bool TrySplit(
        string text,
        [NotNullWhen(true)] out IReadOnlyList<string>? args,
        [NotNullWhen(false)] out string? reason
    )
    {
        var splitter = new Splitter(text);
        reason = splitter.Run();
        args = reason is null ? splitter.Words : null;
        return reason is null;
    }

    /// <summary>The text that splits into just these arguments.</summary>
    public static string Join(IEnumerable<string> args) => string.Join(' ', args.Select(Quote));

    private static string Quote(string arg) =>
        arg.Length > 0 && arg.All(IsPlain)
            ? arg
            : $"'{arg.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static bool IsPlain(char c) =>
        char.IsAsciiLetterOrDigit(c) || "-_=+:,./@%^".Contains(c, StringComparison.Ordinal);

    private sealed class Splitter(string text)
    {
        private readonly StringBuilder _word = new();
        private readonly List<string> _words = [];
        private bool _inWord;
        private int _at;

        public IReadOnlyList<string> Words => _words;

        /// <summary>What is wrong, or null.</summary>
        public string? Run()
        {
            if (text.Contains('\0', StringComparison.Ordinal))
            {
                return "holds a NUL character, which no argument can";
            }
            while (_at < text.Length)
            {
                var c = text[_at++];
                var flaw = c switch
                {
                    ' ' or '\t' or '\n' or '\r' => EndWord(),
                    '\\' => Escaped(),
                    '\'' => SingleQuoted(),
                    '"' => DoubleQuoted(),
                    _ => Add(c),
                };
                if (flaw is not null)
                {
                    return flaw;
                }
            }
            return EndWord();
        }

        private string? Add(char c)
        {
            _inWord = true;
            _word.Append(c);
            return null;
        }

        private string? EndWord()
        {
            if (_inWord)
            {
                _words.Add(_word.ToString());
                _word.Clear();
                _inWord = false;
            }
            return null;
        }

        private string? Escaped()
        {
            if (_at == text.Length)
            {
                return "ends with a backslash that nothing follows";
            }
            var c = text[_at++];
            // A backslash before a new line joins the two lines.
            return c == '\n' ? null : Add(c);
        }

        private string? SingleQuoted()
        {
            var begin = _at;
            var end = text.IndexOf('\'', _at);
            if (end < 0)
            {
                return Unclosed("'", begin);
            }
            _inWord = true;
            _word.Append(text, begin, end - begin);
            _at = end + 1;
            return null;
        }

        private string? DoubleQuoted()
        {
            var begin = _at;
            _inWord = true;
            while (_at < text.Length)
            {
                var c = text[_at++];
                if (c == '"')
                {
                    return null;
                }
                if (
                    c == '\\'
                    && _at < text.Length
                    && "\"\\$`\n".Contains(text[_at], StringComparison.Ordinal)
                )
                {
                    c = text[_at++];
                    if (c == '\n')
                    {
                        continue;
                    }
                }
                _word.Append(c);
            }
            return Unclosed("\"", begin);
        }

        private static string Unclosed(string quote, int position) =>
            $"opens a quote {quote} at character {position} that is never closed";
    }
}
