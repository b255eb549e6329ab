using Bench.Model.Json;
using Bench.Planning.Problems;

namespace Bench.Cli.Inputs;

/// <summary>Option values that are words of a fixed list, written as they stand in the records.</summary>
internal static class Words
{
    public static T Parse<T>(string option, string text, List<Problem> problems)
        where T : struct, Enum
    {
        if (!EnumWords.TryParse<T>(text, out var value))
        {
            problems.Add(
                new Problem(
                    option,
                    null,
                    null,
                    text,
                    "is not one of its words",
                    $"use one of {EnumWords.All<T>()}"
                )
            );
        }
        return value;
    }

    public static string NameOf<T>(T value)
        where T : struct, Enum => EnumWords.NameOf(value);
}
