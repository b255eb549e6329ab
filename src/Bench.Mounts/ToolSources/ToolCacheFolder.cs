using Bench.Mounts.ToolSources.Building;

namespace Bench.Mounts.ToolSources;

/// <summary>Where a host keeps the programs that it built or downloaded.</summary>
public static class ToolCacheFolder
{
    private const string Name = "bench-tools";

    /// <summary>
    /// A folder of this user's: what is in it is executed, so one that everybody may write to, such as the temporary
    /// folder, is only the last resort.
    /// </summary>
    public static string Default
    {
        get
        {
            var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            if (!string.IsNullOrEmpty(cache) && Path.IsPathRooted(cache))
            {
                return Path.Combine(cache, Name);
            }
            var home = Environment.GetEnvironmentVariable("HOME");
            return string.IsNullOrEmpty(home)
                ? Path.Combine(Path.GetTempPath(), $"{Name}-{Environment.UserName}")
                : Path.Combine(home, ".cache", Name);
        }
    }

    /// <summary>Makes the folder where there is none.</summary>
    /// <exception cref="ToolSourceException">It cannot be made, or others may put programs into it.</exception>
    internal static void Prepare(string folder)
    {
        try
        {
            Permissions.MakeOwnFolder(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolSourceException(
                $"the tool cache {folder} cannot be used: {e.Message}; use another --tool-cache",
                e
            );
        }
        Check(folder);
    }

    /// <summary>Makes nothing.</summary>
    /// <exception cref="ToolSourceException">Others may put programs into it.</exception>
    internal static void Check(string folder)
    {
        if (Permissions.IsWritableByAll(folder))
        {
            throw new ToolSourceException(
                $"every user may write to the tool cache {folder}, and what is in it is executed; "
                    + "take that right away (chmod o-w), or use another --tool-cache"
            );
        }
    }
}
