namespace Bench.Mounts.ToolSources.Building;

/// <summary>File modes of what is kept.</summary>
internal static class Permissions
{
    private const UnixFileMode Own =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static void MakeExecutable(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException();
        }
        File.SetUnixFileMode(
            path,
            Own
                | UnixFileMode.GroupRead
                | UnixFileMode.GroupExecute
                | UnixFileMode.OtherRead
                | UnixFileMode.OtherExecute
        );
    }

    /// <summary>Makes a folder for this user alone where there is none.</summary>
    public static void MakeOwnFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException();
        }
        Directory.CreateDirectory(path, Own);
    }

    /// <summary>Whether there is such a folder and every user may write to it.</summary>
    public static bool IsWritableByAll(string path) =>
        Directory.Exists(path)
        && new DirectoryInfo(path).UnixFileMode.HasFlag(UnixFileMode.OtherWrite);
}
