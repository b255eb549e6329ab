using System.Text.RegularExpressions;
using Bench.Host.Processes;
using Bench.Mounts.Arguments;
using Bench.Mounts.Fuse;
using Bench.Mounts.Sources;
using Bench.Mounts.Tools;

namespace Bench.Mounts.Gcsfuse;

/// <summary>Cloud Storage FUSE: a bucket of Google Cloud Storage.</summary>
public sealed partial class GcsfuseMount() : FuseKind("gcsfuse", ["gs"])
{
    private const string ConfigFile = "config-file";

    private static readonly Dictionary<string, OwnedFlag> Owned = new(StringComparer.Ordinal)
    {
        ["foreground"] = OwnedFlag.Foreground,
        ["log-file"] = OwnedFlag.Log,
        ["temp-dir"] = OwnedFlag.Temporary,
        ["cache-dir"] = OwnedFlag.Cache,
        ["only-dir"] = OwnedFlag.Source,
        ["custom-endpoint"] = OwnedFlag.Source,
        ["anonymous-access"] = OwnedFlag.Source,
        ["key-file"] = OwnedFlag.Source,
        ["help"] = OwnedFlag.Ends,
        ["h"] = OwnedFlag.Ends,
        ["version"] = OwnedFlag.Ends,
        ["v"] = OwnedFlag.Ends,
    };

    private readonly ToolProbe _probe = new(
        "gcsfuse",
        ["--version"],
        said =>
            Version().Match(said) is { Success: true } match
                ? $"gcsfuse {match.Groups["v"].Value}"
                : null,
        "install the package 'gcsfuse' from Google's repository (cloud.google.com/storage/docs/gcsfuse-install), "
            + "or name a build of it"
    );

    private protected override ToolProbe Probe => _probe;

    public override IEnumerable<ArgumentProblem> CheckArguments(IReadOnlyList<string> arguments) =>
        Flags
            .Check(arguments, Owned)
            .Concat(
                ConfigFiles(arguments)
                    .Where(path => !Path.IsPathRooted(path))
                    .Select(path => new ArgumentProblem(
                        path,
                        "is a relative path, and workers run in folders of their own",
                        "write the file's absolute path, at which every worker has it"
                    ))
            );

    private protected override Task<FuseCommand> CommandAsync(
        FuseCommand common,
        BucketSource source,
        MountRequest request,
        FusePaths paths,
        CancellationToken cancel
    ) => Task.FromResult(common with { Arguments = Arguments(source, request.Arguments, paths) });

    /// <summary>Ours, then the user's, so that the user's win; then what is mounted and where.</summary>
    internal static IReadOnlyList<string> Arguments(
        BucketSource source,
        IReadOnlyList<string> user,
        FusePaths paths
    )
    {
        List<string> own =
        [
            "--foreground",
            $"--log-file={paths.Log}",
            "--log-format=text",
            "--log-severity=info",
            $"--temp-dir={paths.Temporary}",
        ];
        if (source.Prefix.Length > 0)
        {
            own.Add($"--only-dir={source.Prefix}");
        }
        if (source.Endpoint is { } endpoint)
        {
            own.Add($"--custom-endpoint={endpoint}");
        }
        if (source.Credentials is { } credentials)
        {
            own.Add($"--key-file={credentials}");
        }
        if (source.Anonymous)
        {
            own.Add("--anonymous-access");
        }
        if (ConfigFiles(user).Any(NamesCacheFolder))
        {
            // The command line wins over the file.
            own.Add($"--cache-dir={paths.Cache}");
        }
        return [.. own, .. paths.Fill(user), source.Bucket, paths.Point];
    }

    private static IEnumerable<string> ConfigFiles(IReadOnlyList<string> arguments) =>
        Flags
            .In(arguments)
            .Where(flag => flag.Name == ConfigFile)
            .Select(flag => flag.Value ?? flag.Next)
            .OfType<string>();

    private static bool NamesCacheFolder(string configFile)
    {
        try
        {
            return File.ReadLines(configFile).Any(line => CacheFolder().IsMatch(line));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MountException(
                $"--{ConfigFile} {configFile} cannot be read on this machine: {e.Message}; "
                    + "every worker needs the file at this path",
                e
            );
        }
    }

    [GeneratedRegex("gcsfuse version (?<v>\\S+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Version();

    [GeneratedRegex("^['\"]?cache-dir['\"]?\\s*:", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CacheFolder();
}
