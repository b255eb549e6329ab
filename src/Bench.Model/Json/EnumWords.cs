using System.Reflection;
using System.Text.Json.Serialization;

namespace Bench.Model.Json;

/// <summary>Values of an enum as the words that stand in records and that users write.</summary>
public static class EnumWords
{
    public static string NameOf<T>(T value)
        where T : struct, Enum
    {
        var name = value.ToString();
        return typeof(T)
                .GetField(name)
                ?.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()
                ?.Name
            ?? name;
    }

    public static bool TryParse<T>(string text, out T value)
        where T : struct, Enum
    {
        foreach (var known in Enum.GetValues<T>())
        {
            if (string.Equals(NameOf(known), text, StringComparison.Ordinal))
            {
                value = known;
                return true;
            }
        }
        value = default;
        return false;
    }

    /// <summary>All words, for messages.</summary>
    public static string All<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(NameOf));
}
