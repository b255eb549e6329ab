using System.Text;
using Bench.Hub.Hashing;
using Bench.Hub.States;

namespace Bench.Hub.Local;

/// <summary>
/// The bytes of a <see cref="KnownFolder"/>: they are read at each operation, and nobody but this machine reads them. The
/// hash of all that follows stands first, then the version of the form.
/// </summary>
internal static class KnownCodec
{
    private const string Version = "bench.hub-known/2";

    public static byte[] Write(KnownFolder known)
    {
        using var content = new MemoryStream();
        content.Position = ContentHash.Bytes;
        using (var to = new BinaryWriter(content, Encoding.UTF8, leaveOpen: true))
        {
            to.Write(Version);
            to.Write(known.Store);
            to.Write(known.Module);
            to.Write(known.Base is not null);
            if (known.Base is { } state)
            {
                to.Write(state.Version);
                Write(to, state.State);
            }
            Write(to, known.Files, Write);
        }
        var bytes = content.ToArray();
        var hash = ContentHash.Of(bytes.AsSpan(ContentHash.Bytes));
        ((ReadOnlySpan<byte>)hash).CopyTo(bytes);
        return bytes;
    }

    /// <summary>Null when it is damaged or of another version.</summary>
    public static KnownFolder? Read(byte[] bytes)
    {
        if (
            bytes.Length < ContentHash.Bytes
            || ContentHash.Of(bytes.AsSpan(ContentHash.Bytes)) != ContentHash.From(bytes)
        )
        {
            return null;
        }
        using var content = new MemoryStream(bytes, writable: false);
        content.Position = ContentHash.Bytes;
        using var from = new BinaryReader(content, Encoding.UTF8);
        if (from.ReadString() != Version)
        {
            return null;
        }
        return new KnownFolder
        {
            Store = from.ReadString(),
            Module = from.ReadString(),
            Base = from.ReadBoolean() ? ReadBase(from) : null,
            Files = ReadList(from, ReadFile),
        };
    }

    private static KnownState ReadBase(BinaryReader from)
    {
        var version = from.ReadString();
        return new KnownState(ReadState(from), version);
    }

    private static void Write(BinaryWriter to, ModuleState state)
    {
        to.Write(state.Writer);
        to.Write(state.Module);
        to.Write7BitEncodedInt(state.Number);
        to.Write((byte)state.Kind);
        to.Write(state.Hub);
        to.Write(state.Previous is not null);
        if (state.Previous is { } previous)
        {
            to.Write7BitEncodedInt(previous.Number);
            to.Write(previous.Writer);
        }
        Write(to, state.Objects, Write);
        Write(to, state.Blobs, Write);
        Write(to, state.Folders, Write);
        Write(to, state.Files, Write);
    }

    private static ModuleState ReadState(BinaryReader from) =>
        new()
        {
            Schema = ModuleState.SchemaName,
            Writer = from.ReadString(),
            Module = from.ReadString(),
            Number = from.Read7BitEncodedInt(),
            Kind = (SlotKind)from.ReadByte(),
            Hub = from.ReadString(),
            Previous = from.ReadBoolean()
                ? new SlotReference(from.Read7BitEncodedInt(), from.ReadString())
                : null,
            Objects = ReadList(
                from,
                f => new StoredObject(f.ReadString(), f.Read7BitEncodedInt64(), f.ReadBoolean())
            ),
            Blobs = ReadList(
                from,
                f => new StoredBlob(
                    ReadHash(f),
                    f.Read7BitEncodedInt(),
                    f.Read7BitEncodedInt64(),
                    f.Read7BitEncodedInt64()
                )
            ),
            Folders = ReadList(
                from,
                f => new StateFolder(f.ReadString(), f.Read7BitEncodedInt(), f.ReadInt64())
            ),
            Files = ReadList(
                from,
                f => new StateFile(
                    f.ReadString(),
                    f.Read7BitEncodedInt(),
                    f.ReadInt64(),
                    f.Read7BitEncodedInt64(),
                    ReadHash(f),
                    ReadList(f, blob => blob.Read7BitEncodedInt())
                )
            ),
        };

    private static void Write(BinaryWriter to, StoredObject stored)
    {
        to.Write(stored.Key);
        to.Write7BitEncodedInt64(stored.Length);
        to.Write(stored.Shared);
    }

    private static void Write(BinaryWriter to, StoredBlob blob)
    {
        WriteHash(to, blob.Hash);
        to.Write7BitEncodedInt(blob.Object);
        to.Write7BitEncodedInt64(blob.Offset);
        to.Write7BitEncodedInt64(blob.Length);
    }

    private static void Write(BinaryWriter to, StateFolder folder)
    {
        to.Write(folder.Path);
        to.Write7BitEncodedInt(folder.Mode);
        to.Write(folder.MtimeNs);
    }

    private static void Write(BinaryWriter to, StateFile file)
    {
        to.Write(file.Path);
        to.Write7BitEncodedInt(file.Mode);
        to.Write(file.MtimeNs);
        to.Write7BitEncodedInt64(file.Length);
        WriteHash(to, file.Hash);
        Write(to, file.Blobs, static (w, blob) => w.Write7BitEncodedInt(blob));
    }

    private static void Write(BinaryWriter to, KnownFile file)
    {
        to.Write(file.Path);
        to.Write7BitEncodedInt64(file.Length);
        to.Write(file.MtimeNs);
        to.Write(file.CtimeNs);
        to.Write(file.Inode);
        WriteHash(to, file.Hash);
    }

    private static KnownFile ReadFile(BinaryReader from) =>
        new(
            from.ReadString(),
            from.Read7BitEncodedInt64(),
            from.ReadInt64(),
            from.ReadInt64(),
            from.ReadUInt64(),
            ContentHash.From(from.ReadBytes(ContentHash.Bytes))
        );

    private static void WriteHash(BinaryWriter to, string hash) =>
        WriteHash(to, ContentHash.Parse(hash));

    private static void WriteHash(BinaryWriter to, ContentHash hash) => to.Write(hash);

    private static string ReadHash(BinaryReader from) =>
        ContentHash.From(from.ReadBytes(ContentHash.Bytes)).ToString();

    private static void Write<T>(
        BinaryWriter to,
        IReadOnlyCollection<T> items,
        Action<BinaryWriter, T> write
    )
    {
        to.Write7BitEncodedInt(items.Count);
        foreach (var item in items)
        {
            write(to, item);
        }
    }

    private static T[] ReadList<T>(BinaryReader from, Func<BinaryReader, T> read)
    {
        var items = new T[from.Read7BitEncodedInt()];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = read(from);
        }
        return items;
    }
}
