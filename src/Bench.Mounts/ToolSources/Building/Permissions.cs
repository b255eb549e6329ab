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

    /// <summary>Makes a folder for this user alone where there is none; returns the mode that it has.</summary>
    public static UnixFileMode MakeOwnFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException();
        }
        return Directory.CreateDirectory(path, Own).UnixFileMode;
    }
}
