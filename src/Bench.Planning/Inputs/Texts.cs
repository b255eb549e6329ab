namespace Bench.Planning.Inputs;

/// <summary>What names that people choose (test ids, labels, classes) must be like.</summary>
internal static class Texts
{
    public const int LongestName = 200;

    /// <summary>What is wrong with a name, or null.</summary>
    public static (string Reason, string Remedy)? FlawOfName(string text, string example)
    {
        if (text.Length == 0)
        {
            return ("is empty", $"write for example {example}");
        }
        if (text.Any(char.IsControl))
        {
            return ("holds a control character such as a new line", $"write for example {example}");
        }
        return text.Length > LongestName
            ? (
                $"is longer than {LongestName} characters",
                "shorten it; further columns can hold the details"
            )
            : null;
    }
}
