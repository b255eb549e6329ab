namespace Bench.Storage.Files;

/// <summary>Classes the errors of a file system once, here.</summary>
internal static class FileErrors
{
    public static bool IsFileSystemError(Exception e) =>
        e is IOException or UnauthorizedAccessException;

    /// <summary>Whether a path runs through an object, or names a folder: then no object is there.</summary>
    public static bool IsNoObject(Exception e, string path) =>
        e switch
        {
            FileNotFoundException or DirectoryNotFoundException => true,
            IOException => Number(e) is Posix.NotDirectory or Posix.IsDirectory,
            UnauthorizedAccessException => Directory.Exists(path),
            _ => false,
        };

    public static StoreException Classed(Exception e, string uri) =>
        e switch
        {
            UnauthorizedAccessException => Denied(uri, e),
            DirectoryNotFoundException or FileNotFoundException => new StoreException(
                StoreError.Absent,
                uri,
                "the folder is not there",
                "check the path, and that nobody removes it while a run goes on",
                e
            ),
            IOException io => ByNumber(io, uri),
            _ => throw new ArgumentException("Not an error of a file system.", nameof(e), e),
        };

    public static StoreException NameConflict(string uri, Exception? e = null) =>
        new(
            StoreError.InvalidKey,
            uri,
            "a folder and an object cannot have one name in a file system",
            "use another name, or a bucket instead of a folder",
            e
        );

    public static StoreException NoFolder(string uri, string path, Exception e) =>
        new(
            StoreError.Absent,
            uri,
            $"'{path}' is a file where a folder is needed",
            "check the path",
            e
        );

    /// <summary>.NET keeps the error number of a failed call in the low bits of HResult.</summary>
    private static int Number(Exception e) => e.HResult & 0xFFFF;

    private static StoreException ByNumber(IOException e, string uri) =>
        Number(e) switch
        {
            Posix.NoSpace or Posix.QuotaExceeded => new StoreException(
                StoreError.Full,
                uri,
                "the file system is full",
                "free some space or use another folder; what was committed before stays whole",
                e
            ),
            Posix.ReadOnlyFileSystem => Denied(uri, e),
            Posix.NotDirectory or Posix.IsDirectory => NameConflict(uri, e),
            _ => new StoreException(
                StoreError.Unavailable,
                uri,
                e.Message,
                "check the file system",
                e
            ),
        };

    private static StoreException Denied(string uri, Exception e) =>
        new(
            StoreError.Denied,
            uri,
            $"access is denied ({e.Message})",
            "check owner and mode of the folder",
            e
        );
}
