namespace Bench.Storage.Transfers;

/// <summary>Errors of transfers, with their remedies.</summary>
internal static class TransferErrors
{
    public static StoreException Corrupt(string uri, string reason) =>
        new(
            StoreError.Corrupt,
            uri,
            reason,
            "read it again; if it stays so the stored bytes are damaged: put the object back from another copy or run again what made it"
        );

    /// <summary>Bytes came over wrong once: fetched again.</summary>
    public static StoreException FetchAgain(string uri, string reason) =>
        new(StoreError.Unavailable, uri, reason, "read it again");

    public static StoreException Stalled(string uri, TimeSpan limit, Exception? inner = null) =>
        new(
            StoreError.Unavailable,
            uri,
            FormattableString.Invariant($"no byte came for {limit.TotalSeconds:0.#} s"),
            "check the network and the store, then go on where it stopped",
            inner
        );

    public static StoreException CutTooOften(string uri, long cuts, Exception last) =>
        new(
            StoreError.Unavailable,
            uri,
            $"the reply broke {cuts} times: {last.Message.TrimEnd('.')}",
            "check the network and the store, then go on where it stopped",
            last
        );

    /// <param name="begunAnew">How often the upload was begun anew.</param>
    /// <param name="canRepeat">Whether the content can be read a second time.</param>
    public static StoreException UploadLost(StoreException last, int begunAnew, bool canRepeat) =>
        new(
            last.Error,
            last.Uri,
            canRepeat
                ? $"{last.Reason} (begun anew {begunAnew} times)"
                : $"{last.Reason}, and its content cannot be read a second time",
            canRepeat
                ? "look at the server's log and at rules of the bucket that end unfinished uploads, then store it again"
                : "store it again from its beginning",
            last
        );

    public static StoreException NothingToCopy(string uri, Exception? inner = null) =>
        new(
            StoreError.Absent,
            uri,
            "there is no such object to copy",
            "it was deleted meanwhile; look who else works there",
            inner
        );

    public static StoreException SourceReplaced(string uri, Exception? inner = null) =>
        new(
            StoreError.Corrupt,
            uri,
            "it was replaced or deleted while it was copied",
            "keep other writers away from it, and copy it again",
            inner
        );

    public static IOException CutShort() => new("the reply ended before all bytes had come");
}
