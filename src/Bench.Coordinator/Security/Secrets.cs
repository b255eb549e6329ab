using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Bench.Coordinator.Security;

/// <summary>Random secrets, and how they are kept and compared.</summary>
internal static class Secrets
{
    private const int Bytes = 32;

    /// <summary>256 random bits as text that can stand anywhere.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>What is kept of a secret. It is random and long, so one pass of a hash is enough.</summary>
    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>Takes the same time whatever differs.</summary>
    public static bool Matches(string secret, ReadOnlySpan<byte> hash) =>
        CryptographicOperations.FixedTimeEquals(HashOf(secret), hash);
}
