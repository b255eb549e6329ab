using System.Collections.Frozen;

namespace Bench.Fio.Placeholders;

/// <summary>The words of job-file templates, and the column of the test CSV each stands for.</summary>
public static class PlaceholderNames
{
    /// <summary>Name of the parameter that holds the folder of the test data; it comes from the worker.</summary>
    public const string DataDir = "data_dir";

    private static readonly FrozenDictionary<string, string> s_columns = new Dictionary<
        string,
        string
    >(StringComparer.Ordinal)
    {
        ["IO_TYPE"] = "io_type",
        ["RW"] = "io_type",
        ["NUM_JOBS"] = "num_jobs",
        ["NUMJOBS"] = "num_jobs",
        ["THREADS"] = "num_jobs",
        ["BLOCK_SIZE"] = "block_size",
        ["BS"] = "block_size",
        ["IO_DEPTH"] = "io_depth",
        ["IODEPTH"] = "io_depth",
        ["NR_FILES"] = "nr_files",
        ["NRFILES"] = "nr_files",
        ["FILE_SIZE"] = "file_size",
        ["FILESIZE"] = "file_size",
        ["DIRECT"] = "direct",
        ["MOUNT_POINT"] = DataDir,
        ["TEST_DATA_DIR"] = DataDir,
        ["DATA_DIR"] = DataDir,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Words that stand for a value without <c>${…}</c>; the longest first, so that none hides another.</summary>
    internal const string BareWords =
        "TEST_DATA_DIR|MOUNT_POINT|BLOCK_SIZE|FILE_SIZE|NUM_JOBS|IO_DEPTH|NR_FILES|IO_TYPE";

    /// <summary>
    /// The one bare word that is also a part of other words (<c>O_DIRECT</c>), so that an underscore beside it makes it
    /// another word; beside the others an underscore joins (<c>f_BLOCK_SIZE</c>).
    /// </summary>
    internal const string LoneWord = "DIRECT";

    /// <summary>All words that need no column of their own name, in alphabetical order.</summary>
    public static IReadOnlyList<string> Words { get; } =
    [.. s_columns.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The column for a word such as <c>BS</c>, or for a column's own name; lower case.</summary>
    public static string ColumnOf(string name) =>
        s_columns.TryGetValue(name.ToUpperInvariant(), out var column)
            ? column
            : name.ToLowerInvariant();

    /// <summary>Whether some word stands for the column, so that its name cannot be a slip of the pen.</summary>
    internal static bool IsColumn(string column) =>
        s_columns.Values.Contains(column, StringComparer.Ordinal);
}
