using Bench.Model.Digests;
using Bench.Model.Results;
using Bench.Protocol.Records;
using Bench.Workloads;

namespace Bench.Worker.Iterations;

/// <summary>Brings the raw files of an iteration into the bucket, each under a key of its own.</summary>
public sealed class RawUpload(RecordStore records)
{
    /// <param name="keyOf">The key of a file name.</param>
    public async Task<IReadOnlyList<RawFile>> UploadAsync(
        IReadOnlyList<OutputFile> outputs,
        Func<string, string> keyOf,
        CancellationToken cancel
    ) =>
        await Task.WhenAll(
            outputs.Where(IsWorthKeeping).Select(output => UploadAsync(output, keyOf, cancel))
        );

    private async Task<RawFile> UploadAsync(
        OutputFile output,
        Func<string, string> keyOf,
        CancellationToken cancel
    )
    {
        var key = keyOf(Path.GetFileName(output.Path));
        await using var file = File.OpenRead(output.Path);
        var digest = await ContentDigest.OfAsync(file, cancel);
        file.Position = 0;
        await records.Store.PutAsync(key, file, cancel);
        return new RawFile
        {
            Role = output.Role,
            Key = key,
            Length = digest.Length,
            Crc32C = digest.Crc32C,
            Sha256 = digest.Sha256,
        };
    }

    /// <summary>
    /// An empty stderr tells nothing; an empty fio output is evidence of a failure, and an empty log that a job ran for
    /// less than an interval.
    /// </summary>
    private static bool IsWorthKeeping(OutputFile output) =>
        File.Exists(output.Path)
        && (output.Role is "fio" or "bw_log" || new FileInfo(output.Path).Length > 0);
}
