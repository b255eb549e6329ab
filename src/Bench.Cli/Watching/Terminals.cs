namespace Bench.Cli.Watching;

/// <summary>The terminal that this process writes to.</summary>
internal static class Terminals
{
    /// <summary>Whether it can be drawn over.</summary>
    public static bool IsLive =>
        !Console.IsOutputRedirected
        && Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } kind
        && kind != "dumb";

    /// <summary>Whether colours are wanted (<c>NO_COLOR</c> says that they are not).</summary>
    public static bool HasColour =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>Its size now, in cells. A terminal that tells none is taken for a small one.</summary>
    public static (int Width, int Height) Size()
    {
        var (width, height) = (Console.WindowWidth, Console.WindowHeight);
        return (width > 0 ? width : 80, height > 0 ? height : 24);
    }
}
