using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Bench.Coordinator.Security;

/// <summary>
/// Workers' tokens: the right to act as one VM of one run for a time, sealed by a key of the service. Nothing is kept
/// of them, so they hold after a restart, and a service with the same key knows them.
/// </summary>
public sealed class WorkerTokens
{
    private const string Prefix = "bwk_";
    private const int KeyBytes = 32;
    private const int LongestToken = 400;

    /// <summary>How long a token holds unless said otherwise: longer than any run.</summary>
    public static readonly TimeSpan DefaultLifetime = TimeSpan.FromDays(35);

    private readonly byte[] _key;
    private readonly TimeProvider _time;

    private WorkerTokens(byte[] key, TimeProvider time) => (_key, _time) = (key, time);

    /// <summary>With a key of this process only.</summary>
    public static WorkerTokens OfProcess(TimeProvider time) =>
        new(RandomNumberGenerator.GetBytes(KeyBytes), time);

    /// <summary>With the key of a file, which is made if it is not there.</summary>
    /// <exception cref="SecurityConfigException">The file cannot be read or made, holds no key, or others can read it.</exception>
    public static WorkerTokens OfFile(string path, TimeProvider time)
    {
        if (PrivateFile.TryRead(path) is not { } text)
        {
            var fresh = RandomNumberGenerator.GetBytes(KeyBytes);
            PrivateFile.Write(path, Base64Url.EncodeToString(fresh) + "\n");
            return new WorkerTokens(fresh, time);
        }
        try
        {
            var key = Base64Url.DecodeFromChars(text.AsSpan().Trim());
            if (key.Length == KeyBytes)
            {
                return new WorkerTokens(key, time);
            }
        }
        catch (FormatException)
        {
            // Told below.
        }
        throw new SecurityConfigException(
            $"{path} holds no key; delete it, and tokens of workers that were made by it are worth nothing any more"
        );
    }

    public string Create(string run, string vm, TimeSpan? lifetime = null)
    {
        var expires = (_time.GetUtcNow() + (lifetime ?? DefaultLifetime)).ToUnixTimeSeconds();
        var right = Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{run}\n{vm}\n{expires}")
        );
        return $"{Prefix}{Base64Url.EncodeToString(right)}.{Base64Url.EncodeToString(Seal(right))}";
    }

    /// <summary>Null for a token that is not of this key, or has expired.</summary>
    public Caller.Worker? Find(string token)
    {
        if (token.Length > LongestToken || !token.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }
        var parts = token[Prefix.Length..].Split('.');
        if (
            parts.Length != 2
            || !TryDecode(parts[0], out var right)
            || !TryDecode(parts[1], out var seal)
        )
        {
            return null;
        }
        if (!CryptographicOperations.FixedTimeEquals(Seal(right), seal))
        {
            return null;
        }
        var words = Encoding.UTF8.GetString(right).Split('\n');
        return
            words.Length == 3
            && long.TryParse(
                words[2],
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var expires
            )
            && _time.GetUtcNow().ToUnixTimeSeconds() < expires
            ? new Caller.Worker(words[0], words[1])
            : null;
    }

    private byte[] Seal(byte[] right) => HMACSHA256.HashData(_key, right);

    private static bool TryDecode(string text, out byte[] bytes)
    {
        try
        {
            bytes = Base64Url.DecodeFromChars(text);
            return true;
        }
        catch (FormatException)
        {
            bytes = [];
            return false;
        }
    }
}
