using System.Security.Cryptography;
using Bench.Model.Digests;
using Bench.Storage.Buckets;

namespace Bench.Storage.Transfers;

/// <summary>Compares the bytes of a whole object with what the server says of them: CRC-32C, else MD5, else nothing.</summary>
internal sealed class ObjectChecksum : IDisposable
{
    private readonly string? _expected;
    private readonly Crc32CHash? _crc;
    private readonly IncrementalHash? _md5;

    public ObjectChecksum(ObjectRead read)
    {
        if (read.Crc32C is not null)
        {
            (_expected, _crc) = (read.Crc32C, new Crc32CHash());
        }
        else if (read.Md5 is not null)
        {
            // The server's own checksum against broken transfers, not a protection against forgery.
#pragma warning disable CA5351
            (_expected, _md5) = (read.Md5, IncrementalHash.CreateHash(HashAlgorithmName.MD5));
#pragma warning restore CA5351
        }
    }

    public void Append(ReadOnlySpan<byte> content)
    {
        _crc?.Append(content);
        _md5?.AppendData(content);
    }

    /// <summary>What is wrong once all bytes were appended; null for nothing.</summary>
    public string? Mismatch()
    {
        var actual =
            _crc is not null ? _crc.Hex
            : _md5 is not null ? Convert.ToHexStringLower(_md5.GetHashAndReset())
            : null;
        return actual is null || actual.Equals(_expected, StringComparison.OrdinalIgnoreCase)
            ? null
            : $"its bytes have {(_crc is null ? "MD5" : "CRC-32C")} {actual}, the store says {_expected}";
    }

    public void Dispose() => _md5?.Dispose();
}
