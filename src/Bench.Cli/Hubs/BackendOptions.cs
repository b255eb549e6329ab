using System.CommandLine;
using Bench.Cli.Inputs;
using Bench.Host.Files;
using Bench.Host.Processes;
using Bench.Hub.Pipeline.Backends;
using Bench.Hub.Pipeline.Baselines;
using Bench.Model.Hub;
using Bench.Storage;

namespace Bench.Cli.Hubs;

/// <summary>What hubs of a stage work on: a folder, a bucket, or a MinIO server that the stage starts.</summary>
/// <param name="directoryName">The option of the place of the data.</param>
/// <param name="directoryMeaning">What that is, in words.</param>
/// <param name="ofBaseline">Whether kind and bucket are those of a baseline where they are not given.</param>
internal sealed class BackendOptions(
    string directoryName,
    string directoryMeaning,
    bool ofBaseline = false
)
{
    private const string DefaultKind = "file";
    private const string BucketKind = "s3";
    private const string Scheme = "s3://";
    private const string DefaultBucket = "zen-seed-packed";

    private readonly Option<string> _kind = new("--backend")
    {
        Description =
            "'file', 's3' or 'minio' (started here; the program must be on the PATH)."
            + OfBaseline(ofBaseline),
        DefaultValueFactory = ofBaseline ? null : _ => DefaultKind,
    };
    private readonly Option<string?> _directory = new(directoryName)
    {
        Description =
            $"{directoryMeaning}: a folder; with --backend s3 a prefix, as in s3://bucket/hub/seed.",
    };
    private readonly Option<string> _bucket = new("--bucket")
    {
        Description = "Name of the backend's bucket, or of its folder." + OfBaseline(ofBaseline),
        DefaultValueFactory = ofBaseline ? null : _ => DefaultBucket,
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_kind);
        command.Options.Add(_directory);
        command.Options.Add(_bucket);
        BucketSettings.AddTo(command);
    }

    /// <summary>Kind and bucket, as given or by default.</summary>
    public BackendChoice Choice(ParseResult parsed) =>
        Checked(Given(parsed, _kind) ?? DefaultKind, Given(parsed, _bucket) ?? DefaultBucket);

    /// <summary>Kind and bucket, as given, or those that a preserved baseline was seeded with.</summary>
    public async Task<BackendChoice> ChoiceOfAsync(
        ParseResult parsed,
        string option,
        string baseline,
        CancellationToken cancel
    )
    {
        // Where a baseline is shows how to read its record, which says what it is.
        var kind =
            Given(parsed, _kind)
            ?? (
                StoreUris
                    .Split(baseline)
                    .Path.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
                    ? BucketKind
                    : DefaultKind
            );
        HubPreserved? recorded;
        if (kind == BucketKind)
        {
            var (root, prefix) = Split(option, baseline, parsed);
            recorded = await PreservedBaseline.ReadAsync(
                new BucketSpace(Stores.Open(root)),
                prefix,
                cancel
            );
        }
        else
        {
            recorded = PreservedBaseline.ReadLocal(baseline);
        }
        return Checked(
            Given(parsed, _kind) ?? recorded?.Backend ?? kind,
            Given(parsed, _bucket) ?? recorded?.Bucket ?? DefaultBucket
        );
    }

    /// <summary>Where the data of a stage's backend is.</summary>
    public BackendPlace Place(ParseResult parsed, BackendChoice choice, TimeProvider time)
    {
        var place =
            parsed.GetValue(_directory)
            ?? throw new UsageException(
                $"{directoryName} is missing: say where {directoryMeaning} is"
            );
        return choice.Kind switch
        {
            DefaultKind => Folder(place, PlainBackend.Folder(place, choice.Bucket)),
            "minio" => Folder(
                place,
                new MinioBackend(place, OfServer(choice.Bucket), new ProcessRunner(time), time)
            ),
            BucketKind => InBucket(place, parsed, choice.Bucket),
            _ => throw new UsageException(
                $"--backend {choice.Kind} is not known; use file, s3 or minio"
            ),
        };
    }

    /// <summary>Another place of the same kind, such as that of a preserved baseline.</summary>
    public string Beside(ParseResult parsed, BackendChoice choice, string option, string place)
    {
        if (choice.Kind != BucketKind)
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

    private static string OfBaseline(bool ofBaseline) =>
        ofBaseline ? " Default: that of the baseline, and no other one." : "";

    private static string? Given(ParseResult parsed, Option<string> option) =>
        parsed.GetResult(option) is { Implicit: false } ? parsed.GetValue(option) : null;

    private static BackendChoice Checked(string kind, string name) =>
        name.Length is >= 1 and <= 63
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.')
        && char.IsAsciiLetterOrDigit(name[0])
            ? new(kind, name)
            : throw new UsageException(
                $"--bucket {name} is no bucket's name; use 1 to 63 small letters, digits, hyphens and dots"
            );

    private static string OfServer(string bucket) =>
        bucket.Length >= 3
            ? bucket
            : throw new UsageException(
                $"--bucket {bucket} is too short for --backend minio; use 3 to 63 characters"
            );

    private static BackendPlace Folder(string place, IBackend backend) =>
        new(backend, new FolderSpace(), Path.GetFullPath(place));

    private BackendPlace InBucket(string place, ParseResult parsed, string bucket)
    {
        var (root, prefix) = Split(directoryName, place, parsed);
        var spec = StoreUris.Child(root, $"{prefix}/{bucket}");
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
        var (path, query) = StoreUris.Split(BucketSettings.Of(parsed).Fill(place));
        var slash = path.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? path.IndexOf('/', Scheme.Length)
            : -1;
        var prefix = slash < 0 ? "" : path[(slash + 1)..].Trim('/');
        return prefix.Length > 0
            ? (path[..slash] + query, prefix)
            : throw new UsageException(
                $"{option} {place}: --backend s3 needs a bucket and a prefix in it, as in s3://bucket/hub/seed"
            );
    }
}

/// <summary>What kind of backend, and its bucket or folder.</summary>
internal sealed record BackendChoice(string Kind, string Bucket);

/// <summary>A backend and where its data is.</summary>
internal sealed record BackendPlace(IBackend Backend, IBaselineSpace Space, string Place);
