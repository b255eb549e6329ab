using System.Diagnostics.CodeAnalysis;
using Bench.Coordinator.Security;

namespace Bench.Coordinator.Serving.Login;

/// <summary>Browsers that have shown a token. Kept in memory only, by the hash of what the browser holds.</summary>
internal sealed class Sessions(TimeProvider time)
{
    /// <summary>The oldest one goes when there are more.</summary>
    private const int Most = 1000;
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Session> _byHash = new(StringComparer.Ordinal);

    /// <returns>What the browser gets; it is kept nowhere.</returns>
    public string Begin(Caller.Operator caller)
    {
        var secret = Secrets.New();
        lock (_gate)
        {
            if (_byHash.Count >= Most)
            {
                _byHash.Remove(_byHash.MinBy(pair => pair.Value.BegunAt).Key);
            }
            _byHash[KeyOf(secret)] = new Session(caller, Secrets.New(), time.GetTimestamp());
        }
        return secret;
    }

    public bool TryFind(string? secret, [NotNullWhen(true)] out Session? session)
    {
        session = null;
        if (string.IsNullOrEmpty(secret))
        {
            return false;
        }
        lock (_gate)
        {
            var key = KeyOf(secret);
            if (!_byHash.TryGetValue(key, out session))
            {
                return false;
            }
            if (time.GetElapsedTime(session.BegunAt) < Lifetime)
            {
                return true;
            }
            _byHash.Remove(key);
            session = null;
            return false;
        }
    }

    public void End(string? secret)
    {
        lock (_gate)
        {
            _byHash.Remove(KeyOf(secret ?? ""));
        }
    }

    // Found by its hash, a secret is never compared byte by byte.
    private static string KeyOf(string secret) => Convert.ToHexStringLower(Secrets.HashOf(secret));
}

/// <param name="FormToken">What each form of this browser must carry.</param>
internal sealed record Session(Caller.Operator Caller, string FormToken, long BegunAt);
