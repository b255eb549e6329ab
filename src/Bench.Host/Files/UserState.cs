namespace Bench.Host.Files;

/// <summary>Where Bench keeps what is this user's on this host, from one start to the next.</summary>
public static class UserState
{
    /// <summary>A folder of that name in <c>bench</c> below <c>XDG_STATE_HOME</c>, or <c>~/.local/state</c>.</summary>
    public static string Folder(string name)
    {
        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } set
            ? set
            : Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
                ".local",
                "state"
            );
        return Path.Combine(state, "bench", name);
    }
}
