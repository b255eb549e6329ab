namespace Bench.Hub.Pipeline.Files;

/// <summary>Where a path leads: two names of one folder have the same.</summary>
internal static class RealPath
{
    /// <summary>As many links as Linux follows; those that lead in a circle are none that anything can be in.</summary>
    private const int MostLinks = 40;

    /// <summary>With all symbolic links followed, as far as the path exists.</summary>
    public static string Of(string path)
    {
        var rest = new Stack<string>();
        Push(Path.GetFullPath(path));
        var real = "/";
        for (var links = 0; rest.TryPop(out var name); )
        {
            var next = name == ".." ? Path.GetDirectoryName(real) ?? "/" : Path.Combine(real, name);
            if (
                name == ".."
                || links == MostLinks
                || new FileInfo(next).LinkTarget is not { } target
            )
            {
                real = next;
                continue;
            }
            links++;
            if (Path.IsPathRooted(target))
            {
                real = "/";
            }
            Push(target);
        }
        return real;

        void Push(string names)
        {
            foreach (var name in names.Split('/').Reverse())
            {
                if (name is not ("" or "."))
                {
                    rest.Push(name);
                }
            }
        }
    }
}
