using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Bench.Host.Processes;
using Bench.Mounts.Arguments;
using Bench.Mounts.Fuse;
using Bench.Mounts.Sources;
using Bench.Mounts.Tools;

namespace Bench.Mounts.Rclone;

/// <summary>rclone mount: a bucket of S3 or of Google Cloud Storage.</summary>
public sealed partial class RcloneMount() : FuseKind("rclone", ["s3", "gs"])
{
    private static readonly TimeSpan LookLimit = TimeSpan.FromSeconds(60);

    private static readonly Dictionary<string, OwnedFlag> Owned = new(StringComparer.Ordinal)
    {
        ["daemon"] = OwnedFlag.Foreground,
        ["log-file"] = OwnedFlag.Log,
        ["syslog"] = OwnedFlag.Log,
        ["log-systemd"] = OwnedFlag.Log,
        ["temp-dir"] = OwnedFlag.Temporary,
        ["cache-dir"] = OwnedFlag.Cache,
        ["config"] = OwnedFlag.Source,
        ["s3-endpoint"] = OwnedFlag.Source,
        ["s3-region"] = OwnedFlag.Source,
        ["s3-profile"] = OwnedFlag.Source,
        ["s3-env-auth"] = OwnedFlag.Source,
        ["s3-force-path-style"] = OwnedFlag.Source,
        ["gcs-endpoint"] = OwnedFlag.Source,
        ["gcs-anonymous"] = OwnedFlag.Source,
        ["gcs-service-account-file"] = OwnedFlag.Source,
        ["s3-access-key-id"] = OwnedFlag.Secret,
        ["s3-secret-access-key"] = OwnedFlag.Secret,
        ["s3-session-token"] = OwnedFlag.Secret,
        ["s3-sse-customer-key"] = OwnedFlag.Secret,
        ["gcs-service-account-credentials"] = OwnedFlag.Secret,
        ["gcs-client-secret"] = OwnedFlag.Secret,
        ["gcs-token"] = OwnedFlag.Secret,
        ["rc-pass"] = OwnedFlag.Secret,
        ["help"] = OwnedFlag.Ends,
        ["h"] = OwnedFlag.Ends,
        ["version"] = OwnedFlag.Ends,
        ["V"] = OwnedFlag.Ends,
    };

    private readonly ToolProbe _probe = new(
        "rclone",
        ["version"],
        said =>
            Version().Match(said) is { Success: true } match
                ? $"rclone {match.Groups["v"].Value}"
                : null,
        "install rclone (Debian's package is 'rclone')"
    );

    /// <summary>Sources that were looked at already.</summary>
    private readonly ConcurrentDictionary<(string Program, string Source), bool> _there = new();

    private protected override ToolProbe Probe => _probe;

    public override IEnumerable<ArgumentProblem> CheckArguments(IReadOnlyList<string> arguments) =>
        Flags.Check(arguments, Owned);

    private protected override async Task<FuseCommand> CommandAsync(
        FuseCommand common,
        BucketSource source,
        MountRequest request,
        FusePaths paths,
        CancellationToken cancel
    )
    {
        var environment = RcloneEnvironment.For(source);
        if (!_there.ContainsKey((common.Program, request.Source)))
        {
            await LookAsync(common.Program, source, environment, request, paths, cancel);
            _there[(common.Program, request.Source)] = true;
        }
        return common with
        {
            Arguments = Arguments(source, request.Arguments, paths),
            Environment = environment,
            Flush = FlushMeaning.Awaited,
            PendingUploads = new RcloneUploads(paths.Cache).Pending,
        };
    }

    /// <summary>Ours, then the user's, so that the user's win; then what is mounted and where.</summary>
    internal static IReadOnlyList<string> Arguments(
        BucketSource source,
        IReadOnlyList<string> user,
        FusePaths paths
    ) =>
        [
            "mount",
            $"--cache-dir={paths.Cache}",
            $"--temp-dir={paths.Temporary}",
            $"--log-file={paths.Log}",
            // Without a cache of writes a file can only be written once, from its begin to its end.
            "--vfs-cache-mode=writes",
            .. paths.Fill(user),
            "--",
            Remote(source, source.BucketAndPrefix),
            paths.Point,
        ];

    private static string Remote(BucketSource source, string path) =>
        $":{(source.Scheme == "gs" ? "gcs" : source.Scheme)}:{path}";

    /// <summary>It mounts any name and shows an empty folder, so the bucket is looked at once before.</summary>
    private async Task LookAsync(
        string program,
        BucketSource source,
        Dictionary<string, string?> environment,
        MountRequest request,
        FusePaths paths,
        CancellationToken cancel
    )
    {
        const string nothing = "bench-looks-for-the-bucket-only";
        var process = request.Processes.Start(
            new ProcessSpec(
                program,
                [
                    "lsf",
                    "--retries=1",
                    "--low-level-retries=3",
                    "--",
                    Remote(source, $"{source.BucketAndPrefix}/{nothing}"),
                ]
            )
            {
                Environment = environment
                    .Concat(request.Environment)
                    .ToDictionary(v => v.Key, v => v.Value),
                StdoutPath = paths.Output,
                StderrPath = paths.Output,
            }
        );
        var (exit, _) = await process.RunToEndAsync(
            LookLimit,
            TimeSpan.FromSeconds(1),
            request.Time,
            cancel
        );
        cancel.ThrowIfCancellationRequested();
        if (!exit.Succeeded)
        {
            var said = OutputTail.Read(paths.Output, 600).Trim().ReplaceLineEndings(" | ");
            throw new MountException(
                $"{request.Source} cannot be mounted: {Name} cannot list it ({exit.Describe()}): {Secrets.Mend(said)}; "
                    + "check bucket, endpoint and credentials"
            );
        }
    }

    [GeneratedRegex("rclone (?<v>v[0-9]\\S*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Version();
}
