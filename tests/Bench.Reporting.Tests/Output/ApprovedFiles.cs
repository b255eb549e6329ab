using System.Text.RegularExpressions;

namespace Bench.Reporting.Tests.Output;

/// <summary>
/// Compares output with the file approved for it in TestData/approved. What differs is written beside the test results
/// as <c>*.received.*</c>, to be looked at and copied over by hand when it is right.
/// </summary>
internal static partial class ApprovedFiles
{
    public static void ShouldBeApproved(this string received, string name)
    {
        var folder = TestContext.CurrentContext.TestDirectory;
        var approved = Path.Combine(folder, "TestData", "approved", name);
        var expected = File.Exists(approved) ? File.ReadAllText(approved) : "";
        if (string.Equals(expected, received, StringComparison.Ordinal))
        {
            return;
        }
        var path = Path.Combine(
            folder,
            $"{Path.GetFileNameWithoutExtension(name)}.received{Path.GetExtension(name)}"
        );
        File.WriteAllText(path, received);
        received.ShouldBe(expected, $"{name} is not as approved; what was received is in {path}");
    }

    /// <summary>The page without the text of its scripts and styles.</summary>
    public static string Skeleton(string html)
    {
        var bare = ScriptsAndStyles().Replace(html, "<${tag}${attributes}>…</${tag}>");
        bare = Policy().Replace(bare, "'sha256-…'");
        return Licence().Replace(bare, "<pre>…</pre>");
    }

    [GeneratedRegex(
        "<(?<tag>script|style)(?<attributes>(?! type=)[^>]*)>.*?</\\k<tag>>",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex ScriptsAndStyles();

    [GeneratedRegex("'sha256-[^']*'", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Policy();

    [GeneratedRegex(
        "<pre>.*?</pre>",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex Licence();
}
