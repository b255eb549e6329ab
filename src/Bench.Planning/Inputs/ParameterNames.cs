using System.Collections.Frozen;

namespace Bench.Planning.Inputs;

/// <summary>Canonical names of a test CSV's columns, and the other names by which users know them.</summary>
public static class ParameterNames
{
    public const string TestId = "test_id";
    public const string Workload = "workload";
    public const string VmClass = "vm_class";

    public const string IoType = "io_type";
    public const string NumJobs = "num_jobs";
    public const string BlockSize = "block_size";
    public const string IoDepth = "io_depth";
    public const string NrFiles = "nr_files";
    public const string FileSize = "file_size";
    public const string Direct = "direct";

    /// <summary>Canonical name by each header that stands for it, in lower case.</summary>
    public static IReadOnlyDictionary<string, string> ByHeader { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [TestId] = TestId,
            [Workload] = Workload,
            [VmClass] = VmClass,
            [IoType] = IoType,
            ["rw"] = IoType,
            [NumJobs] = NumJobs,
            ["threads"] = NumJobs,
            ["numjobs"] = NumJobs,
            [BlockSize] = BlockSize,
            ["bs"] = BlockSize,
            [IoDepth] = IoDepth,
            ["iodepth"] = IoDepth,
            [NrFiles] = NrFiles,
            ["nrfiles"] = NrFiles,
            [FileSize] = FileSize,
            ["filesize"] = FileSize,
            [Direct] = Direct,
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Columns that say how a test is run; they are no template parameters.</summary>
    public static bool IsControl(string name) => name is TestId or Workload or VmClass;
}
