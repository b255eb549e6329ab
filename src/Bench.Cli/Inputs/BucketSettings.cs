using System.CommandLine;
using Bench.Storage;

namespace Bench.Cli.Inputs;

/// <summary>Settings of buckets that flags give to every URI that leaves them out.</summary>
internal sealed record BucketSettings(string? Endpoint, string? Region, string? Profile)
{
    private const string EndpointName = "--endpoint";
    private const string RegionName = "--region";
    private const string ProfileName = "--profile";

    public static BucketSettings None { get; } = new(null, null, null);

    public static void AddTo(Command command)
    {
        command.Options.Add(
            Named(
                EndpointName,
                "Server of s3:// and gs:// URIs that name none, such as http://127.0.0.1:9000."
            )
        );
        command.Options.Add(Named(RegionName, "Region of s3:// URIs that name none."));
        command.Options.Add(Named(ProfileName, "AWS profile of s3:// URIs that name none."));
    }

    public static BucketSettings Of(ParseResult parsed) =>
        new(
            parsed.GetValue<string?>(EndpointName),
            parsed.GetValue<string?>(RegionName),
            parsed.GetValue<string?>(ProfileName)
        );

    /// <summary>The URI with what it left out; those of folders have no settings.</summary>
    public string Fill(string uri)
    {
        if (uri.StartsWith("gs://", StringComparison.OrdinalIgnoreCase))
        {
            return With(uri, "endpoint", Endpoint);
        }
        return uri.StartsWith("s3://", StringComparison.OrdinalIgnoreCase)
            ? With(With(With(uri, "endpoint", Endpoint), "region", Region), "profile", Profile)
            : uri;
    }

    private static string With(string uri, string name, string? value) =>
        value is null ? uri : StoreUris.WithSetting(uri, name, value);

    private static Option<string?> Named(string name, string description) =>
        new(name) { Description = description };
}
