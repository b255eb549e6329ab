namespace Bench.Storage.Buckets;

/// <summary>What came of a request to copy.</summary>
/// <param name="State">How far it is.</param>
/// <param name="Continuation">Asks for the rest; only of a copy that goes on.</param>
public sealed record CopyReply(CopyState State, string? Continuation = null)
{
    public static CopyReply Done { get; } = new(CopyState.Done);

    public static CopyReply Unable { get; } = new(CopyState.Unable);

    public static CopyReply InParts { get; } = new(CopyState.InParts);

    public static CopyReply GoesOn(string continuation) => new(CopyState.GoesOn, continuation);
}

/// <summary>How far a copy is.</summary>
public enum CopyState
{
    /// <summary>The object is there.</summary>
    Done,

    /// <summary>The server has made a part of it and wants another request.</summary>
    GoesOn,

    /// <summary>An object of that length is copied in parts, in a session; nothing was done.</summary>
    InParts,

    /// <summary>The server has no such power; nothing was done.</summary>
    Unable,
}

/// <summary>A copy that is made of parts; nobody sees it before it is complete.</summary>
public interface ICopySession
{
    /// <summary>How many parts there are, numbered from 1.</summary>
    int Parts { get; }

    /// <summary>Parts that may be on their way at once.</summary>
    int MaxParallel { get; }

    /// <summary>Lets the server copy one part; asked again it replaces it.</summary>
    /// <exception cref="StoreException"><see cref="StoreError.Corrupt"/>: the source is another object now.</exception>
    Task CopyPartAsync(int number, CancellationToken cancel);

    /// <summary>Makes the object of its parts, if the source is still what it was. Called again after a lost reply it finds it made.</summary>
    /// <exception cref="StoreException"><see cref="StoreError.Corrupt"/>: the source is another object now.</exception>
    Task CompleteAsync(CancellationToken cancel);

    /// <summary>Gives the parts up.</summary>
    Task AbortAsync(CancellationToken cancel);
}
