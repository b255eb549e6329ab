using System.Text;
using Bench.Fio.JobFiles;
using Bench.Fio.Values;
using Bench.Model.Digests;

namespace Bench.Fio.Layouts;

/// <summary>What jobs do to the files they find.</summary>
public enum LayoutAccess
{
    /// <summary>The files stay as they are, so that a prepared set can be shared.</summary>
    ReadsOnly,

    /// <summary>Files are made, changed or deleted: the jobs need a folder of their own.</summary>
    Changes,
}

/// <summary>The files that a rendered job file works on.</summary>
/// <param name="Digest">SHA-256 in 64 hex digits of all that shapes the files; equal digests mean equal files.</param>
public sealed record FioLayout(LayoutAccess Access, string Digest)
{
    /// <summary>
    /// Options that say which files there are, how large and of what content. Block size is not among them: fio lays
    /// out the same files of one size for each.
    /// </summary>
    private static readonly string[] s_shaping =
    [
        "directory",
        "filename",
        "filename_format",
        "unique_filename",
        "nrfiles",
        "numjobs",
        "size",
        "filesize",
        "file_append",
        "offset",
        "offset_increment",
        "io_size",
        "fallocate",
        "zero_buffers",
        "refill_buffers",
        "scramble_buffers",
        "buffer_compress_percentage",
        "buffer_compress_chunk",
        "buffer_pattern",
        "dedupe_percentage",
        "dedupe_mode",
        "dedupe_working_set_percentage",
        "opendir",
        "randseed",
        "allrandrepeat",
        "randrepeat",
        "random_generator",
        "verify",
        "verify_interval",
        "verify_offset",
        "verify_pattern",
        "kb_base",
    ];

    /// <summary>Except where sizes are drawn from a range: those are rounded down to whole blocks.</summary>
    private static readonly string[] s_roundingSizes = ["bs", "bsrange", "bssplit"];

    /// <summary>Engines that change the tree of files whatever <c>rw</c> says.</summary>
    private static readonly string[] s_changingEngines =
    [
        "filecreate",
        "filedelete",
        "filerename",
        "dircreate",
        "dirdelete",
        "e4defrag",
        "falloc",
        "ftruncate",
    ];

    /// <summary>Options that change or delete files also where <c>rw</c> only reads.</summary>
    private static readonly string[] s_changingSwitches =
    [
        "unlink",
        "unlink_each_loop",
        "fill_device",
    ];

    /// <param name="dataDir">The folder of the test data; the digest does not depend on where it is.</param>
    public static FioLayout Of(JobFile file, string dataDir)
    {
        var jobs = file.EffectiveJobs().ToList();
        var canonical = new StringBuilder();
        foreach (var (name, options) in jobs)
        {
            canonical.Append('[').Append(name).Append("]\n");
            var shaping = HasSizeRange(options) ? s_shaping.Concat(s_roundingSizes) : s_shaping;
            foreach (var key in shaping.Where(options.ContainsKey))
            {
                var value = Relative(options[key], dataDir);
                canonical.Append(key).Append('=').Append(value).Append('\n');
            }
        }
        var reads = jobs.TrueForAll(job => IsReadOnly(job.Options));
        return new FioLayout(
            reads ? LayoutAccess.ReadsOnly : LayoutAccess.Changes,
            ContentDigest.Sha256HexOf(Encoding.UTF8.GetBytes(canonical.ToString()))
        );
    }

    private static bool HasSizeRange(IReadOnlyDictionary<string, string> options) =>
        options.TryGetValue("filesize", out var size) && size.Contains('-');

    private static string Relative(string value, string dataDir)
    {
        var folder = dataDir.TrimEnd('/');
        return
            folder.Length > 0
            && (value == folder || value.StartsWith(folder + "/", StringComparison.Ordinal))
            ? "${DATA_DIR}" + value[folder.Length..].TrimEnd('/')
            : value;
    }

    /// <summary>What cannot be told, such as an unknown mode or a trace that is played back, counts as a change.</summary>
    private static bool IsReadOnly(IReadOnlyDictionary<string, string> options)
    {
        var engine = options.GetValueOrDefault("ioengine", "").Split(':')[0];
        return !s_changingEngines.Contains(engine, StringComparer.Ordinal)
            && !options.ContainsKey("read_iolog")
            && !s_changingSwitches.Any(name => IsOn(options, name))
            && (
                !options.TryGetValue("rw", out var rw)
                || (RwMode.TryParse(rw, out var mode) && mode.OnlyReads)
            );
    }

    private static bool IsOn(IReadOnlyDictionary<string, string> options, string name) =>
        options.TryGetValue(name, out var value)
        && !(FioSize.TryParse(value, out var number) && number.Bytes == 0);
}
