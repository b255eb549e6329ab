using System.Collections.Immutable;
using System.Diagnostics;

namespace Bench.Architecture.Tests.Repository;

/// <summary>The repository that this assembly was built in.</summary>
internal static class WorkTree
{
    private static readonly Lazy<string> LazyRoot = new(FindRoot);
    private static readonly Lazy<ImmutableArray<TrackedFile>> LazyFiles = new(ReadFiles);

    /// <summary>The folder with Bench.sln.</summary>
    public static string Root => LazyRoot.Value;

    /// <summary>Every file that is tracked, or new and not ignored.</summary>
    public static ImmutableArray<TrackedFile> Files => LazyFiles.Value;

    private static string FindRoot()
    {
        for (
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            folder is not null;
            folder = folder.Parent
        )
        {
            if (File.Exists(Path.Combine(folder.FullName, "Bench.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException(
            $"No Bench.sln above {AppContext.BaseDirectory}: the tests run only inside the repository."
        );
    }

    private static ImmutableArray<TrackedFile> ReadFiles() =>
        [
            .. ListPaths()
                .Where(path => File.Exists(Path.Combine(Root, path)))
                .Order(StringComparer.Ordinal)
                .Select(Read),
        ];

    private static IEnumerable<string> ListPaths()
    {
        // A checkout may belong to another user than the one who tests it.
        var start = new ProcessStartInfo("git")
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        string[] arguments =
        [
            "-c",
            "safe.directory=*",
            "-C",
            Root,
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var git =
            Process.Start(start) ?? throw new InvalidOperationException("git does not start.");
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return git.ExitCode == 0
            ? output
                .Split('\0', StringSplitOptions.RemoveEmptyEntries)
                .Distinct(StringComparer.Ordinal)
            : throw new InvalidOperationException($"git ls-files ended with {git.ExitCode}.");
    }

    private static TrackedFile Read(string path)
    {
        var full = Path.Combine(Root, path);
        var text = File.ReadAllText(full);
        return new TrackedFile(
            path,
            text.Contains('\0', StringComparison.Ordinal) ? "" : text,
            File.GetUnixFileMode(full).HasFlag(UnixFileMode.UserExecute)
        );
    }
}
