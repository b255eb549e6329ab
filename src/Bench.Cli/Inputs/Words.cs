using System.Reflection;
using System.Text.Json.Serialization;
using Bench.Planning.Problems;

namespace Bench.Cli.Inputs;

/// <summary>Option values that are words of a fixed list, written as they stand in the records.</summary>
internal static class Words
{
    public static T Parse<T>(string option, string text, List<Problem> problems)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (NameOf(value) == text)
            {
                return value;
            }
        }
        var known = string.Join(", ", Enum.GetValues<T>().Select(NameOf));
        problems.Add(
            new Problem(option, null, null, text, "is not one of its words", $"use one of {known}")
        );
        return default;
    }

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
}
