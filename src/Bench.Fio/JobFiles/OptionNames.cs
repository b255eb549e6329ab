namespace Bench.Fio.JobFiles;

/// <summary>Brings the spellings of an option of fio to one.</summary>
public static class OptionNames
{
    /// <summary>In lower case, with underscores, and of fio's synonyms the one this code uses.</summary>
    public static string KeyOf(string name)
    {
        var key = name.Trim().ToLowerInvariant().Replace('-', '_');
        return key switch
        {
            "readwrite" => "rw",
            "blocksize" => "bs",
            "nr_files" => "nrfiles",
            _ => key,
        };
    }
}
