namespace Bench.Coordinator.Security;

/// <summary>Files that hold secrets: readable by their owner alone, and refused when others could read them.</summary>
internal static class PrivateFile
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnFolder = Own | UnixFileMode.UserExecute;

    /// <summary>Null when there is no such file.</summary>
    /// <exception cref="SecurityConfigException">It cannot be read, or others may read or change it.</exception>
    public static string? TryRead(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException();
        }
        try
        {
            if ((File.GetUnixFileMode(path) & ~OwnFolder) != UnixFileMode.None)
            {
                throw new SecurityConfigException(
                    $"{path} can be read or changed by others; make it private: chmod 600 {path}"
                );
            }
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SecurityConfigException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Writes the file whole, private from its first byte on.</summary>
    /// <exception cref="SecurityConfigException">It cannot be written.</exception>
    public static void Write(string path, string text)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException();
        }
        var temporary = $"{path}.{Guid.NewGuid():N}";
        try
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(folder, OwnFolder);
            }
            using (
                var file = new FileStream(
                    temporary,
                    new FileStreamOptions
                    {
                        Mode = FileMode.CreateNew,
                        Access = FileAccess.Write,
                        UnixCreateMode = Own,
                    }
                )
            )
            using (var writer = new StreamWriter(file))
            {
                writer.Write(text);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SecurityConfigException($"{path} cannot be written: {e.Message}", e);
        }
    }
}
