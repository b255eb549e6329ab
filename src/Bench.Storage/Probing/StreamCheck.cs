using System.Globalization;

namespace Bench.Storage.Probing;

/// <summary>A large object stored from a stream and read back as one, as raw files are: in parts and ranges where the store has them.</summary>
internal sealed class StreamCheck(ProbeSpace space, int bytes)
{
    private const string Name = "stream";

    public Task<ProbeCheck> RunAsync(CancellationToken cancel) =>
        PermissionChecks.CheckAsync(Name, () => StreamAsync(cancel));

    private async Task<ProbeCheck> StreamAsync(CancellationToken cancel)
    {
        var key = space.Key("stream");
        var content = Content();
        using (var source = new MemoryStream(content, writable: false))
        {
            await space.Store.PutAsync(key, source, cancel);
        }
        await using var stored = await space.Store.OpenAsync(key, cancel);
        var same = stored is not null && await IsSameAsync(stored, content, cancel);
        return same
            ? ProbeCheck.Passed(
                Name,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{bytes / 1048576.0:0.#} MiB are stored and read back as a stream"
                )
            )
            : ProbeCheck.Failed(
                Name,
                $"{space.UriOf(key)}: {(stored is null ? "it is not there" : "it has other bytes")} right after it was put",
                "use a store that keeps bytes as they are, and nothing between that changes them"
            );
    }

    private static async Task<bool> IsSameAsync(
        Stream stored,
        byte[] content,
        CancellationToken cancel
    )
    {
        var buffer = new byte[128 * 1024];
        var position = 0;
        int some;
        while ((some = await stored.ReadAsync(buffer, cancel)) > 0)
        {
            if (
                some > content.Length - position
                || !buffer.AsSpan(0, some).SequenceEqual(content.AsSpan(position, some))
            )
            {
                return false;
            }
            position += some;
        }
        return position == content.Length;
    }

    /// <summary>Bytes that tell their place.</summary>
    private byte[] Content()
    {
        var content = new byte[bytes];
        for (var i = 0; i < bytes; i++)
        {
            content[i] = (byte)((i * 31) + (i >> 9));
        }
        return content;
    }
}
