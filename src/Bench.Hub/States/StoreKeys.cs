using System.Globalization;
using Bench.Hub.Hashing;
using Bench.Hub.Modules;

namespace Bench.Hub.States;

/// <summary>Where things are in a hydration store.</summary>
internal static class StoreKeys
{
    public const string Content = "content/";
    public const string States = "states/";
    public const string Sessions = "sessions/";
    public const string Sweeps = "sweeps/";

    private const int Digits = 8;

    /// <summary>All slots of a module.</summary>
    public static string StatesOf(ModuleId module) => $"{States}{module}/";

    public static string State(ModuleId module, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{States}{module}/{number:D8}.json");

    /// <summary>The module and number of a state's key.</summary>
    public static bool TryParseState(string key, out ModuleId module, out int number)
    {
        number = 0;
        module = default;
        var parts = key.Split('/');
        return parts is ["states", var id, var name]
            && name.EndsWith(".json", StringComparison.Ordinal)
            && name.Length == Digits + ".json".Length
            && ModuleId.TryParse(id, out module)
            && TryNumber(name.AsSpan(0, Digits), out number);
    }

    /// <summary>Content that a session stores which began after so many sweeps had been published.</summary>
    public static string ContentOf(int epoch, ContentHash hash)
    {
        var name = hash.ToString();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Content}{epoch:D8}/{name[..2]}/{name}"
        );
    }

    /// <summary>The epoch and hash of a content's key.</summary>
    public static bool TryParseContent(string key, out int epoch, out ContentHash hash)
    {
        epoch = 0;
        hash = default;
        var parts = key.Split('/');
        return parts is ["content", { Length: Digits } number, _, var name]
            && TryNumber(number, out epoch)
            && ContentHash.TryParse(name, out hash);
    }

    public static string Session(string id) => $"{Sessions}{id}.json";

    public static string Sweep(int number, string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{Sweeps}{number:D8}/{name}.json");

    /// <summary>The number and name of a sweep's object.</summary>
    public static bool TryParseSweep(string key, out int number, out string name)
    {
        number = 0;
        name = "";
        var parts = key.Split('/');
        if (
            parts is not ["sweeps", { Length: Digits } digits, var file]
            || !file.EndsWith(".json", StringComparison.Ordinal)
        )
        {
            return false;
        }
        name = file[..^".json".Length];
        return TryNumber(digits, out number);
    }

    private static bool TryNumber(ReadOnlySpan<char> digits, out int number) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
