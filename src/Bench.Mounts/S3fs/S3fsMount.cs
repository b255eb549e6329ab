using System.Text.RegularExpressions;
using Bench.Host.Processes;
using Bench.Mounts.Arguments;
using Bench.Mounts.Fuse;
using Bench.Mounts.Sources;
using Bench.Mounts.Tools;

namespace Bench.Mounts.S3fs;

/// <summary>s3fs: a bucket of S3 or of a server that speaks it.</summary>
public sealed partial class S3fsMount() : FuseKind("s3fs", ["s3"])
{
    private static readonly Dictionary<string, OwnedFlag> Owned = new(StringComparer.Ordinal)
    {
        ["help"] = OwnedFlag.Ends,
        ["h"] = OwnedFlag.Ends,
        ["version"] = OwnedFlag.Ends,
        ["incomplete-mpu-list"] = OwnedFlag.Ends,
        ["incomplete-mpu-abort"] = OwnedFlag.Ends,
        ["u"] = OwnedFlag.Ends,
    };

    private static readonly Dictionary<string, OwnedFlag> OwnedOptions = new(StringComparer.Ordinal)
    {
        ["bucket"] = OwnedFlag.Source,
        ["url"] = OwnedFlag.Source,
        ["host"] = OwnedFlag.Source,
        ["servicepath"] = OwnedFlag.Source,
        ["endpoint"] = OwnedFlag.Source,
        ["region"] = OwnedFlag.Source,
        ["profile"] = OwnedFlag.Source,
        ["use_path_request_style"] = OwnedFlag.Source,
        ["tmpdir"] = OwnedFlag.Temporary,
        ["use_cache"] = OwnedFlag.Cache,
        ["logfile"] = OwnedFlag.Log,
        ["daemon"] = OwnedFlag.Foreground,
    };

    private readonly ToolProbe _probe = new(
        "s3fs",
        ["--version"],
        said =>
            Version().Match(said) is { Success: true } match
                ? $"s3fs {match.Groups["v"].Value}"
                : null,
        "install s3fs (Debian's package is 's3fs')"
    );

    private protected override ToolProbe Probe => _probe;

    public override IEnumerable<ArgumentProblem> CheckArguments(IReadOnlyList<string> arguments) =>
        Flags.Check(arguments, Owned).Concat(CheckOptions(arguments));

    private protected override Task<FuseCommand> CommandAsync(
        FuseCommand common,
        BucketSource source,
        MountRequest request,
        FusePaths paths,
        CancellationToken cancel
    ) =>
        Task.FromResult(
            common with
            {
                Arguments = Arguments(source, request.Arguments, paths),
                Environment = AwsEnvironment.For(source),
                Refusal = Refusal,
            }
        );

    /// <summary>Ours, then the user's, so that the user's win.</summary>
    internal static IReadOnlyList<string> Arguments(
        BucketSource source,
        IReadOnlyList<string> user,
        FusePaths paths
    )
    {
        List<string> own =
        [
            source.Prefix.Length == 0 ? source.Bucket : $"{source.Bucket}:/{source.Prefix}",
            paths.Point,
            "-f",
            "-o",
            $"tmpdir={Escape(paths.Temporary)}",
        ];
        var url =
            source.Endpoint ?? (source.Region is { } r ? $"https://s3.{r}.amazonaws.com" : null);
        Add("url", url);
        Add("endpoint", source.Region);
        Add("profile", source.Profile);
        if (source.PathStyle)
        {
            own.AddRange(["-o", "use_path_request_style"]);
        }
        return [.. own, .. paths.Fill(user)];

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                own.AddRange(["-o", $"{name}={Escape(value)}"]);
            }
        }
    }

    /// <summary>It looks at the bucket only when it is mounted already; what it finds is critical.</summary>
    private static string? Refusal(string output) =>
        OutputTail
            .Read(output)
            .Split('\n')
            .FirstOrDefault(line => line.Contains("[CRT]", StringComparison.Ordinal));

    /// <summary>Options come as <c>-o a,b=c</c> or <c>-oa,b=c</c>.</summary>
    private static IEnumerable<ArgumentProblem> CheckOptions(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            var list =
                arguments[i] == "-o" && i + 1 < arguments.Count ? arguments[++i]
                : arguments[i].StartsWith("-o", StringComparison.Ordinal) ? arguments[i][2..]
                : "";
            foreach (var option in list.Split(','))
            {
                var equals = option.IndexOf('=', StringComparison.Ordinal);
                var name = equals < 0 ? option : option[..equals];
                var value = equals < 0 ? null : option[(equals + 1)..];
                if (
                    OwnedOptions.TryGetValue(name, out var owned)
                    && (owned != OwnedFlag.Cache || value != FusePaths.CachePlaceholder)
                )
                {
                    yield return new ArgumentProblem($"-o {option}", owned.Reason, owned.Remedy);
                }
            }
        }
    }

    private static string Escape(string value) =>
        value
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace(",", "\\,", StringComparison.Ordinal);

    [GeneratedRegex("File System V(?<v>[0-9][0-9.]*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Version();
}
