namespace Bench.Mounts.Fuse;

/// <summary>Secrets of this process's environment, which a tool may write into its log when it is asked to debug.</summary>
internal static class Secrets
{
    private const string Mask = "[secret]";
    private const int Shortest = 8;

    private static readonly string[] Variables =
    [
        "AWS_SECRET_ACCESS_KEY",
        "AWSSECRETACCESSKEY",
        "AWS_SESSION_TOKEN",
        "AWSSESSIONTOKEN",
    ];

    /// <summary>The text without them.</summary>
    public static string Mend(string text) =>
        Values().Aggregate(text, (t, s) => t.Replace(s, Mask, StringComparison.Ordinal));

    /// <summary>Takes them out of a file, line by line.</summary>
    public static void MendFile(string path)
    {
        var values = Values().ToList();
        if (values.Count == 0 || !File.Exists(path) || !Holds(path, values))
        {
            return;
        }
        var mended = $"{path}.mended";
        File.WriteAllLines(mended, File.ReadLines(path).Select(Mend));
        File.Move(mended, path, overwrite: true);
    }

    private static bool Holds(string path, List<string> values) =>
        File.ReadLines(path)
            .Any(line => values.Exists(v => line.Contains(v, StringComparison.Ordinal)));

    private static IEnumerable<string> Values() =>
        Variables
            .Select(Environment.GetEnvironmentVariable)
            .OfType<string>()
            .Where(value => value.Length >= Shortest);
}
