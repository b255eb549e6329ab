using System.Globalization;

namespace Bench.Statistics.Tests;

/// <summary>Files of the TestData folder.</summary>
internal static class TestFiles
{
    public static string PathOf(string name) =>
        Path.Combine(TestContext.CurrentContext.TestDirectory, "TestData", name);

    /// <summary>The rows of a CSV file of numbers, without its header.</summary>
    public static IEnumerable<string[]> Rows(string name) =>
        File.ReadLines(PathOf(name)).Skip(1).Select(line => line.Split(','));

    public static long Long(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    public static double Double(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
