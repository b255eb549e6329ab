using System.Collections.Frozen;

namespace Bench.Fio.JobFiles;

/// <summary>Brings the spellings of an option of fio to one.</summary>
public static class OptionNames
{
    /// <summary>fio's own synonyms, as <c>fio --cmdhelp</c> lists them.</summary>
    private static readonly FrozenDictionary<string, string> s_synonyms = new Dictionary<
        string,
        string
    >(StringComparer.Ordinal)
    {
        ["readwrite"] = "rw",
        ["blocksize"] = "bs",
        ["blockalign"] = "ba",
        ["blocksize_range"] = "bsrange",
        ["blocksize_unaligned"] = "bs_unaligned",
        ["iodepth_batch_submit"] = "iodepth_batch",
        ["iodepth_batch_complete"] = "iodepth_batch_complete_min",
        ["io_limit"] = "io_size",
        ["fill_fs"] = "fill_device",
        ["fileoffset"] = "offset",
        ["nr_files"] = "nrfiles",
        ["timeout"] = "runtime",
        ["iomem"] = "mem",
        ["mem_align"] = "iomem_align",
        ["ratemin"] = "rate_min",
        ["ratecycle"] = "rate_cycle",
        ["wait_for_previous"] = "stonewall",
        ["disable_bw"] = "disable_bw_measurement",
        ["ss"] = "steadystate",
        ["ss_dur"] = "steadystate_duration",
        ["ss_ramp"] = "steadystate_ramp_time",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>In lower case, with underscores, and of fio's synonyms its main name: <c>bs</c> for <c>blocksize</c>.</summary>
    public static string KeyOf(string name)
    {
        var key = name.Trim().ToLowerInvariant().Replace('-', '_');
        return s_synonyms.GetValueOrDefault(key, key);
    }
}
