using System.CommandLine;
using Bench.Cli.Inputs;
using Bench.Host.Files;
using Bench.Host.Processes;
using Bench.Hub.Pipeline.Backends;
using Bench.Hub.Pipeline.Baselines;
using Bench.Storage;

namespace Bench.Cli.Hubs;

/// <summary>What hubs of a stage work on: a folder, a bucket, or a MinIO server that the stage starts.</summary>
internal sealed class BackendOptions(string directoryName, string directoryMeaning)
{
    private readonly Option<string> _kind = new("--backend")
    {
        Description = "'file', 's3' or 'minio' (started here; the program must be on the PATH).",
        DefaultValueFactory = _ => "file",
    };
    private readonly Option<string?> _directory = new(directoryName)
    {
        Description =
            $"{directoryMeaning}: a folder; with --backend s3 a prefix, as in s3://bucket/hub/seed.",
    };
    private readonly Option<string> _bucket = new("--bucket")
    {
        Description = "Name of the backend's bucket, or of its folder.",
        DefaultValueFactory = _ => "zen-seed-packed",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_kind);
        command.Options.Add(_directory);
        command.Options.Add(_bucket);
        BucketSettings.AddTo(command);
    }

    public string Bucket(ParseResult parsed)
    {
        var name = parsed.GetValue(_bucket)!;
        return
            name.Length is >= 1 and <= 63
            && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.')
            && char.IsAsciiLetterOrDigit(name[0])
            ? name
            : throw new UsageException(
                $"--bucket {name} is no bucket's name; use 1 to 63 small letters, digits, hyphens and dots"
            );
    }

    /// <summary>Where the data of a stage's backend is.</summary>
    public BackendPlace Place(ParseResult parsed, TimeProvider time)
    {
        var kind = parsed.GetValue(_kind);
        var place =
            parsed.GetValue(_directory)
            ?? throw new UsageException(
                $"{directoryName} is missing: say where {directoryMeaning} is"
            );
        return kind switch
        {
            "file" => Folder(place, PlainBackend.Folder(place, Bucket(parsed))),
            "minio" => Folder(
                place,
                new MinioBackend(place, OfServer(Bucket(parsed)), new ProcessRunner(time), time)
            ),
            "s3" => InBucket(place, parsed),
            _ => throw new UsageException($"--backend {kind} is not known; use file, s3 or minio"),
        };
    }

    /// <summary>Another place of the same kind, such as that of a preserved baseline.</summary>
    public string Beside(ParseResult parsed, string option, string place)
    {
        if (parsed.GetValue(_kind) != "s3")
        {
            return Path.GetFullPath(place);
        }
        var (root, prefix) = Split(option, place, parsed);
        var (ours, _) = Split(directoryName, parsed.GetValue(_directory)!, parsed);
        return root == ours
            ? prefix
            : throw new UsageException(
                $"{option} {place} is in another bucket than {directoryName}: servers copy within one bucket only"
            );
    }

    private static string OfServer(string bucket) =>
        bucket.Length >= 3
            ? bucket
            : throw new UsageException(
                $"--bucket {bucket} is too short for --backend minio; use 3 to 63 characters"
            );

    private static BackendPlace Folder(string place, IBackend backend) =>
        new(backend, new FolderSpace(), Path.GetFullPath(place));

    private BackendPlace InBucket(string place, ParseResult parsed)
    {
        var (root, prefix) = Split(directoryName, place, parsed);
        var spec = StoreUris.Child(root, $"{prefix}/{Bucket(parsed)}");
        return new(
            PlainBackend.Bucket(spec),
            new BucketSpace(Stores.Open(root), UserState.Folder("hub-stages")),
            prefix
        );
    }

    /// <summary>The URI of the bucket alone, with its settings, and the prefix.</summary>
    private static (string Root, string Prefix) Split(
        string option,
        string place,
        ParseResult parsed
    )
    {
        const string scheme = "s3://";
        var (path, query) = StoreUris.Split(BucketSettings.Of(parsed).Fill(place));
        var slash = path.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
            ? path.IndexOf('/', scheme.Length)
            : -1;
        var prefix = slash < 0 ? "" : path[(slash + 1)..].Trim('/');
        return prefix.Length > 0
            ? (path[..slash] + query, prefix)
            : throw new UsageException(
                $"{option} {place}: --backend s3 needs a bucket and a prefix in it, as in s3://bucket/hub/seed"
            );
    }
}

/// <summary>A backend and where its data is.</summary>
internal sealed record BackendPlace(IBackend Backend, IBaselineSpace Space, string Place);
