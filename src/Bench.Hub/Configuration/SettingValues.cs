using System.Globalization;

namespace Bench.Hub.Configuration;

/// <summary>The values of all settings: flags before the file, the file before the defaults. Problems are gathered, not thrown one by one.</summary>
internal sealed class SettingValues
{
    private const int LongestSeconds = 365 * 86_400;

    private static readonly (string Unit, long Bytes)[] Units =
    [
        ("KiB", 1L << 10),
        ("MiB", 1L << 20),
        ("GiB", 1L << 30),
        ("TiB", 1L << 40),
        ("kB", 1_000),
        ("MB", 1_000_000),
        ("GB", 1_000_000_000),
        ("TB", 1_000_000_000_000),
        ("B", 1),
        ("", 1),
    ];

    private readonly Dictionary<string, WrittenValue> _written = new(StringComparer.Ordinal);

    public SettingValues(IEnumerable<WrittenValue> flags, IEnumerable<WrittenValue> file)
    {
        foreach (var value in file)
        {
            if (SettingTable.Find(value.Key) is null)
            {
                Problems.Add(Unknown(value));
            }
            else if (!_written.TryAdd(value.Key, value))
            {
                Problems.Add(
                    $"{value.Where}: '{value.Key}' stands at {_written[value.Key].Where} already; leave one of them out"
                );
            }
        }
        foreach (var value in flags)
        {
            _written[value.Key] = value;
        }
    }

    public List<string> Problems { get; } = [];

    public bool IsWritten(string key) => _written.ContainsKey(key);

    /// <summary>Where the value stands, for messages.</summary>
    public string WhereOf(string key) =>
        _written.TryGetValue(key, out var value) ? value.Where : SettingTable.Find(key)!.Flag;

    public string Text(string key) => One(key);

    public string? TextOrNull(string key) => One(key) is { Length: > 0 } text ? text : null;

    public IReadOnlyList<string> Texts(string key) =>
        _written.TryGetValue(key, out var value) ? value.Values : [];

    public bool Switch(string key) =>
        One(key) switch
        {
            "true" => true,
            "false" => false,
            var other => Wrong(key, other, "true or false", false),
        };

    public int Count(string key, int most = int.MaxValue) =>
        int.TryParse(One(key), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && count <= most
            ? count
            : Wrong(key, One(key), $"a whole number from 0 to {most}", 0);

    public TimeSpan Seconds(string key) =>
        double.TryParse(
            One(key),
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var seconds
        )
        && seconds <= LongestSeconds
            ? TimeSpan.FromSeconds(seconds)
            : Wrong(key, One(key), "a number of seconds, such as 90 or 0.5", TimeSpan.Zero);

    /// <summary>At least one: they are waited for again and again.</summary>
    public TimeSpan Milliseconds(string key) =>
        int.TryParse(One(key), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && count > 0
            ? TimeSpan.FromMilliseconds(count)
            : Wrong(key, One(key), "a number of milliseconds, at least 1", TimeSpan.FromSeconds(1));

    public long Bytes(string key, long most = long.MaxValue)
    {
        var text = One(key);
        foreach (var (unit, bytes) in Units)
        {
            if (
                text.EndsWith(unit, StringComparison.Ordinal)
                && long.TryParse(
                    text.AsSpan(0, text.Length - unit.Length).TrimEnd(),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var count
                )
                && count <= most / bytes
            )
            {
                return count * bytes;
            }
        }
        var limit = most < long.MaxValue ? $", {most} at the most" : "";
        return Wrong(key, text, $"bytes, such as 1048576, 512MiB or 2GB{limit}", 0L);
    }

    private string One(string key) =>
        !_written.TryGetValue(key, out var value) ? SettingTable.Find(key)!.Default
        : value.Values.Count == 1 ? value.Values[0]
        : Wrong(
            key,
            $"[{string.Join(", ", value.Values)}]",
            "one value, not a list",
            SettingTable.Find(key)!.Default
        );

    private T Wrong<T>(string key, string value, string wanted, T instead)
    {
        var where = WhereOf(key);
        var name = where.StartsWith("--", StringComparison.Ordinal) ? "" : $": '{key}'";
        var problem = $"{where}{name} is '{value}'; write {wanted}";
        if (!Problems.Contains(problem, StringComparer.Ordinal))
        {
            Problems.Add(problem);
        }
        return instead;
    }

    private static string Unknown(WrittenValue value) =>
        $"{value.Where}: there is no setting '{value.Key}' (here '{string.Join(", ", value.Values)}'); "
        + (
            SettingTable.Nearest(value.Key) is { } nearest
                ? $"is '{nearest}' meant?"
                : "see 'bench hub serve --help' for those that there are"
        );
}
