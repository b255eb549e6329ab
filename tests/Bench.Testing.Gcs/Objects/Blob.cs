using System.Buffers;
using Bench.Model.Digests;

namespace Bench.Testing.Gcs.Objects;

/// <summary>The bytes of one generation of an object: in memory, or in a file when they are many.</summary>
internal sealed class Blob(byte[]? bytes, string? file, long length, string crc32C)
{
    public long Length { get; } = length;

    /// <summary>In 8 hex digits.</summary>
    public string Crc32C { get; } = crc32C;

    /// <summary>A reader keeps its bytes when the object is replaced or deleted.</summary>
    public Stream Open() =>
        bytes is not null
            ? new MemoryStream(bytes, writable: false)
            : new FileStream(
                file!,
                new FileStreamOptions
                {
                    BufferSize = 0,
                    Options = FileOptions.Asynchronous,
                    Share = FileShare.ReadWrite | FileShare.Delete,
                }
            );

    public void Drop()
    {
        if (file is not null)
        {
            File.Delete(file);
        }
    }
}

/// <summary>Takes the bytes of an object as they arrive.</summary>
internal sealed class BlobWriter(string folder) : IDisposable
{
    private const int MostInMemory = 1 << 20;

    private readonly Crc32CHash _hash = new();
    private MemoryStream? _memory = new();
    private FileStream? _file;

    public long Length { get; private set; }

    /// <summary>Takes up to so many bytes; whether the source had that many.</summary>
    public async Task<bool> AppendAsync(Stream source, long most, CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            while (most > 0)
            {
                var asked = (int)Math.Min(most, buffer.Length);
                var read = await source.ReadAsync(buffer.AsMemory(0, asked), cancel);
                if (read == 0)
                {
                    return false;
                }
                await WriteAsync(buffer.AsMemory(0, read));
                most -= read;
            }
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public Blob Finish()
    {
        if (_file is null)
        {
            return new Blob(_memory!.ToArray(), null, Length, _hash.Hex);
        }
        var path = _file.Name;
        _file.Dispose();
        _file = null;
        return new Blob(null, path, Length, _hash.Hex);
    }

    public void Dispose()
    {
        if (_file is { } file)
        {
            file.Dispose();
            File.Delete(file.Name);
        }
        _memory?.Dispose();
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> content)
    {
        _hash.Append(content.Span);
        Length += content.Length;
        if (_file is null && Length > MostInMemory)
        {
            _file = new FileStream(
                Path.Combine(folder, Guid.NewGuid().ToString("N")),
                new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    BufferSize = 0,
                    Share = FileShare.ReadWrite | FileShare.Delete,
                }
            );
            _memory!.Position = 0;
            await _memory.CopyToAsync(_file);
            _memory.Dispose();
            _memory = null;
        }
        await ((Stream?)_file ?? _memory!).WriteAsync(content);
    }
}
