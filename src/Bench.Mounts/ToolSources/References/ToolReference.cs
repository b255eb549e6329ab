using System.Text.RegularExpressions;
using Bench.Model.Runs;

namespace Bench.Mounts.ToolSources.References;

/// <summary>A value of the commit column: which program of a tool source is meant.</summary>
public abstract partial record ToolReference
{
    private const string PathPrefix = "path:";
    private const string VersionPrefix = "version:";
    private const string InstalledWord = "installed";
    private const int HashLength = 40;

    private ToolReference() { }

    /// <summary>A file on the workers.</summary>
    public sealed record AtPath(string Path) : ToolReference
    {
        public override string ToString() => PathPrefix + Path;
    }

    /// <summary>A release, without <c>v</c>.</summary>
    public sealed record Release(string Version) : ToolReference
    {
        public override string ToString() => VersionPrefix + Version;
    }

    /// <summary>Whatever is on the PATH.</summary>
    public sealed record Installed : ToolReference
    {
        public override string ToString() => InstalledWord;
    }

    /// <summary>A branch, tag or commit hash, which may be abbreviated.</summary>
    public sealed record Revision(string Name) : ToolReference
    {
        /// <summary>Whether it can mean one commit only, for ever.</summary>
        public bool IsCommit => Name.Length == HashLength && IsHex;

        /// <summary>Whether it may be the begin of a commit's hash.</summary>
        public bool MayBeAbbreviated => Name.Length is >= 7 and < HashLength && IsHex;

        private bool IsHex => Name.All(char.IsAsciiHexDigit);

        public override string ToString() => IsCommit ? Name.ToLowerInvariant() : Name;
    }

    /// <summary>Reads a cell of the commit column, or what was resolved from one.</summary>
    /// <exception cref="FormatException">It is none; the message says why, and the remedy.</exception>
    public static ToolReference Parse(string text, ToolSource source)
    {
        if (string.Equals(text, InstalledWord, StringComparison.Ordinal))
        {
            return new Installed();
        }
        if (text.StartsWith(PathPrefix, StringComparison.Ordinal) || text.StartsWith('/'))
        {
            return OfPath(text.StartsWith('/') ? text : text[PathPrefix.Length..]);
        }
        if (text.StartsWith(VersionPrefix, StringComparison.Ordinal))
        {
            var version = text[VersionPrefix.Length..];
            return VersionForm().IsMatch(version)
                ? new Release(version.TrimStart('v'))
                : throw new FormatException(
                    "names no version; write three numbers, for example version:2.5.0"
                );
        }
        // Without releases to download, a version can only be the name of a tag.
        return source.Release is not null && VersionForm().IsMatch(text)
            ? new Release(text.TrimStart('v'))
            : OfRevision(text);
    }

    private static AtPath OfPath(string path) =>
        path.StartsWith('/')
            ? new AtPath(path)
            : throw new FormatException(
                "is not an absolute path; write for example path:/usr/local/bin/gcsfuse"
            );

    /// <summary>What git refuses in a ref, and what would compute another commit from one.</summary>
    private static Revision OfRevision(string name) =>
        name.Length == 0
        || name[0] is '-' or '/'
        || name[^1] is '/' or '.'
        || name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || "~^:?*[\\".Contains(c))
        || name.Contains("..", StringComparison.Ordinal)
        || name.Contains("@{", StringComparison.Ordinal)
        || name.Contains("//", StringComparison.Ordinal)
            ? throw new FormatException(
                "is no git ref; write a branch, a tag, a commit hash, a version such as v2.5.0, an absolute path or 'installed'"
            )
            : new Revision(name);

    [GeneratedRegex(
        @"^v?[0-9]+\.[0-9]+\.[0-9]+([-+.][0-9A-Za-z.+-]+)?$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex VersionForm();
}
