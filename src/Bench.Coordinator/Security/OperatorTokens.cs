using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Bench.Coordinator.Security;

/// <summary>
/// Knows operators by their tokens, <c>bop_ID_SECRET</c>: those of a file, which is read again when it changes, and
/// those of this process.
/// </summary>
public sealed class OperatorTokens(OperatorTokenFile? file, TimeProvider time)
{
    private const string Prefix = "bop_";
    private readonly Lock _gate = new();
    private readonly Dictionary<string, OperatorToken> _own = new(StringComparer.Ordinal);

    /// <summary>Makes a token that lives as long as this process.</summary>
    /// <returns>The token with its secret, which is kept nowhere.</returns>
    public string AddOwn(string name, OperatorRight right, TimeSpan? lifetime = null)
    {
        var (token, text) = New(name, right, time.GetUtcNow(), lifetime);
        lock (_gate)
        {
            _own[token.Id] = token;
        }
        return text;
    }

    /// <summary>Null for a token that is unknown, wrong or expired.</summary>
    public Caller.Operator? Find(string token)
    {
        if (!TrySplit(token, out var id, out var secret))
        {
            return null;
        }
        OperatorToken? known;
        lock (_gate)
        {
            _own.TryGetValue(id, out known);
        }
        known ??= file?.Find(id);
        // A token that is not known takes as long as one with a wrong secret.
        var matches = Secrets.Matches(
            secret,
            known is null
                ? new byte[SHA256.HashSizeInBytes]
                : Convert.FromHexString(known.SecretSha256)
        );
        return known is not null && matches && !(known.ExpiresAt <= time.GetUtcNow())
            ? new Caller.Operator(known.Name, known.Right)
            : null;
    }

    /// <summary>A new token: what is kept of it, and the text that is given away once.</summary>
    public static (OperatorToken Token, string Text) New(
        string name,
        OperatorRight right,
        DateTimeOffset now,
        TimeSpan? lifetime
    )
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
        var secret = Secrets.New();
        var token = new OperatorToken
        {
            Id = id,
            Name = name,
            Right = right,
            CreatedAt = now,
            ExpiresAt = now + lifetime,
            SecretSha256 = Convert.ToHexStringLower(Secrets.HashOf(secret)),
        };
        return (token, $"{Prefix}{id}_{secret}");
    }

    private static bool TrySplit(
        string token,
        [NotNullWhen(true)] out string? id,
        [NotNullWhen(true)] out string? secret
    )
    {
        (id, secret) = (null, null);
        if (!token.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }
        var end = token.IndexOf('_', Prefix.Length);
        if (end < 0)
        {
            return false;
        }
        (id, secret) = (token[Prefix.Length..end], token[(end + 1)..]);
        return true;
    }
}
