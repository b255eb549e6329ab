using System.Text.RegularExpressions;

namespace Bench.Mounts.ToolSources.Files;

/// <summary>What the values of a tool source must be like.</summary>
internal static partial class ToolSourceChecks
{
    private const int DigestLength = 64;
    private static readonly string[] SecretWords = ["TOKEN", "SECRET", "PASSWORD", "CREDENTIAL"];

    /// <summary>It becomes a folder's name and a key of records.</summary>
    public static string? Name(MappingReader at, string? name)
    {
        if (name is null || NameForm().IsMatch(name))
        {
            return name;
        }
        at.Report(
            "name",
            name,
            "is not a program's name",
            "write letters, digits, '.', '_' and '-', for example gcsfuse"
        );
        return null;
    }

    /// <summary>A URL as it is, a path made absolute.</summary>
    public static string? Repository(MappingReader at, string? repository, string folder)
    {
        switch (repository)
        {
            case null:
                return null;
            case ['-', ..]:
                at.Report("repository", repository, "begins with '-'", "write a URL or a path");
                return null;
            case var text when HoldsPassword(text):
                // The value itself is not repeated: it would bring the secret into logs.
                at.Report(
                    "repository",
                    null,
                    "holds a password or token, which would be recorded in the bucket",
                    "leave it out and let git's credential helper or ssh supply it"
                );
                return null;
            case var text when IsAddress(text):
                return text;
            default:
                return Path.GetFullPath(repository, folder);
        }
    }

    public static string? Artefact(MappingReader at, string? artefact)
    {
        if (artefact is null || IsInside(artefact))
        {
            return artefact;
        }
        at.Report(
            "artefact",
            artefact,
            "leads out of the folder",
            "write a path below it, for example bin/tool"
        );
        return null;
    }

    public static string? ReleaseUrl(MappingReader at, string? url)
    {
        if (url is null)
        {
            return null;
        }
        if (HoldsPassword(url))
        {
            at.Report(
                "url",
                null,
                "holds a password or token, which would be recorded in the bucket",
                "leave it out"
            );
            return null;
        }
        var isWeb =
            Uri.TryCreate(
                url.Replace("{version}", "1", StringComparison.Ordinal)
                    .Replace("{arch}", "x", StringComparison.Ordinal),
                UriKind.Absolute,
                out var address
            ) && address.Scheme is "http" or "https";
        if (isWeb && url.Contains("{version}", StringComparison.Ordinal))
        {
            return url;
        }
        at.Report(
            "url",
            url,
            "is no http or https URL with {version} in it",
            "write for example https://example.org/tool_{version}_{arch}.tar.gz"
        );
        return null;
    }

    public static IReadOnlyDictionary<string, string>? Digests(
        MappingReader at,
        IReadOnlyDictionary<string, string>? digests
    )
    {
        foreach (var (version, digest) in digests ?? new Dictionary<string, string>())
        {
            if (digest.Length != DigestLength || !digest.All(char.IsAsciiHexDigit))
            {
                at.Report(
                    "sha256",
                    digest,
                    $"is not the SHA-256 of version {version}",
                    $"write its {DigestLength} hex digits"
                );
            }
        }
        return digests;
    }

    public static IReadOnlyDictionary<string, string>? Environment(
        MappingReader at,
        IReadOnlyDictionary<string, string>? environment
    )
    {
        foreach (var name in (environment ?? new Dictionary<string, string>()).Keys)
        {
            if (!VariableForm().IsMatch(name))
            {
                at.Report(
                    "environment",
                    name,
                    "cannot name a variable",
                    "write letters, digits and '_'"
                );
            }
            else if (
                SecretWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase))
            )
            {
                at.Report(
                    "environment",
                    name,
                    "looks like a secret, and all of this is recorded in the bucket",
                    "set it in the environment of the workers instead"
                );
            }
        }
        return environment;
    }

    private static bool IsInside(string path) =>
        !Path.IsPathRooted(path) && path.Split('/').All(part => part is not (".." or "." or ""));

    /// <summary>A URL, or ssh's short form <c>host:path</c>.</summary>
    private static bool IsAddress(string text) =>
        text.Contains("://", StringComparison.Ordinal)
        || (
            !text.StartsWith('/')
            && !text.StartsWith('.')
            && text.IndexOf(':', StringComparison.Ordinal) > 0
        );

    private static bool HoldsPassword(string text) => PasswordForm().IsMatch(text);

    [GeneratedRegex(
        "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex NameForm();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VariableForm();

    /// <summary>User information of a URL with a password in it, or any at all over http, where a name alone is a token.</summary>
    [GeneratedRegex(
        "^([A-Za-z][A-Za-z0-9+.-]*://[^/@]*:[^/@]*@|https?://[^/@]+@)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex PasswordForm();
}
