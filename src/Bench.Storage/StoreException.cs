namespace Bench.Storage;

/// <summary>Classes of a store's errors; each calls for another reaction.</summary>
public enum StoreError
{
    /// <summary>The key cannot be held by this kind of store.</summary>
    InvalidKey,

    /// <summary>The store or bucket itself is not there.</summary>
    Absent,

    /// <summary>Credentials or permissions do not allow it.</summary>
    Denied,

    /// <summary>No room is left.</summary>
    Full,

    /// <summary>The store asks to slow down.</summary>
    Throttled,

    /// <summary>The store cannot be reached or answers with an error of its own.</summary>
    Unavailable,

    /// <summary>Bytes are not what they were when written.</summary>
    Corrupt,
}

/// <summary>A store's error, classed once; the message names the URI and the remedy.</summary>
public sealed class StoreException(
    StoreError error,
    string uri,
    string reason,
    string remedy,
    Exception? inner = null
) : Exception($"{uri}: {reason}; {remedy}", inner)
{
    public StoreError Error { get; } = error;

    /// <summary>Whether the same request may well succeed later.</summary>
    public bool IsTransient =>
        Error is StoreError.Throttled or StoreError.Unavailable && !IsLostUpload;

    /// <summary>How long the server asks to wait before the next try.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The server does not know the unfinished upload any more: only a new one can succeed.</summary>
    internal bool IsLostUpload { get; init; }

    /// <summary>
    /// There were no credentials to ask with, or they have expired: who logs in again may succeed. A refusal of good
    /// credentials is none of these.
    /// </summary>
    public bool NeedsLogin { get; init; }

    /// <summary>The object or store that it happened to.</summary>
    public string Uri { get; } = uri;

    /// <summary>What happened, without URI and remedy.</summary>
    public string Reason { get; } = reason;

    /// <summary>What the user can do about it.</summary>
    public string Remedy { get; } = remedy;
}
