using System.Collections.Concurrent;
using Bench.Hub.Hashing;
using Bench.Hub.Local;

namespace Bench.Hub.Hydration;

/// <summary>
/// Bytes of small files between being hashed and being stored, so that they are read once: a look at the file tells
/// whether it changed meanwhile. All operations together hold no more than allowed; what finds no room is read again.
/// </summary>
/// <param name="room">Of all operations.</param>
internal sealed class HeldContent(HeldContent.Room room) : IDisposable
{
    /// <summary>Longer files are not held, in bytes.</summary>
    public const long LongestFile = 256 * 1024;

    private readonly ConcurrentDictionary<ContentHash, Held> _content = new();
    private long _taken;

    /// <summary>Files that changed since then are read again: a later change might not show.</summary>
    public long Moment { get; set; }

    /// <summary>Whether there is room for the file, which is taken then.</summary>
    public bool TryTake(ScannedFile file)
    {
        if (file.Length > LongestFile || file.CtimeNs >= Moment || !room.TryTake(file.Length))
        {
            return false;
        }
        Interlocked.Add(ref _taken, file.Length);
        return true;
    }

    public void Keep(ScannedFile file, ContentHash hash, byte[] content) =>
        _content.TryAdd(hash, new Held(file, content));

    public bool TryFind(ContentHash hash, out Held found) => _content.TryGetValue(hash, out found);

    public void Dispose() => room.GiveBack(Interlocked.Exchange(ref _taken, 0));

    /// <param name="File">Whose bytes they are.</param>
    internal readonly record struct Held(ScannedFile File, byte[] Content);

    /// <param name="bytes">For all operations together.</param>
    internal sealed class Room(long bytes)
    {
        private long _free = bytes;

        public bool TryTake(long wanted)
        {
            if (Interlocked.Add(ref _free, -wanted) >= 0)
            {
                return true;
            }
            GiveBack(wanted);
            return false;
        }

        public void GiveBack(long taken) => Interlocked.Add(ref _free, taken);
    }
}
