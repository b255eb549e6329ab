namespace Bench.Cli.Inputs;

/// <summary>Buckets as the old tool's command lines name them: with or without <c>gs://</c>.</summary>
internal static class BucketUris
{
    /// <summary>
    /// The URI of an artifacts store. A word without any slash is a bucket's name, as it was for the old tool; a folder
    /// is written as a path.
    /// </summary>
    public static string Artifacts(string text) => IsBareBucket(text) ? $"gs://{text}" : text;

    /// <summary>The test data: a folder's absolute path, or a bucket's URI.</summary>
    public static string TestData(string text)
    {
        if (IsBareBucket(text))
        {
            return $"gs://{text}";
        }
        if (text.StartsWith("file://", StringComparison.OrdinalIgnoreCase))
        {
            return Path.GetFullPath(Uri.UnescapeDataString(text["file://".Length..]));
        }
        return text.Contains("://", StringComparison.Ordinal) ? text : Path.GetFullPath(text);
    }

    private static bool IsBareBucket(string text) =>
        text.Length > 0
        && !text.Contains('/', StringComparison.Ordinal)
        && !text.StartsWith('.')
        && !Directory.Exists(text);
}
