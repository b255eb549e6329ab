using Amazon.Runtime.CredentialManagement;

namespace Bench.Storage.S3;

/// <summary>What the usual AWS environment says of settings that a URI leaves out.</summary>
/// <param name="variable">Reads an environment variable.</param>
internal sealed class S3Environment(Func<string, string?> variable)
{
    public static S3Environment OfThisProcess { get; } = new(Environment.GetEnvironmentVariable);

    /// <summary>From AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL or the profile; null for AWS itself.</summary>
    public Uri? Endpoint(S3Uri uri)
    {
        if (Value("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") is "true")
        {
            return null;
        }
        foreach (var name in (string[])["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"])
        {
            if (Value(name) is { } text)
            {
                return uri.CheckedEndpoint(name, text);
            }
        }
        var profile = ProfileOf(uri);
        var configured = profile?.EndpointUrl;
        return string.IsNullOrEmpty(configured)
            ? null
            : uri.CheckedEndpoint($"endpoint_url of profile '{profile!.Name}'", configured);
    }

    /// <summary>From AWS_REGION, AWS_DEFAULT_REGION or the profile. A profile that the URI names goes first.</summary>
    public string? Region(S3Uri uri)
    {
        var ofProfile = ProfileOf(uri)?.Region?.SystemName;
        var ofVariables = Value("AWS_REGION") ?? Value("AWS_DEFAULT_REGION");
        return uri.Profile is not null ? ofProfile ?? ofVariables : ofVariables ?? ofProfile;
    }

    /// <summary>Null when the files do not have it; who needs its credentials is told then.</summary>
    private CredentialProfile? ProfileOf(S3Uri uri)
    {
        var name = uri.Profile ?? Value("AWS_PROFILE") ?? "default";
        var chain = new CredentialProfileStoreChain(Value("AWS_SHARED_CREDENTIALS_FILE"));
        return chain.TryGetProfile(name, out var profile) ? profile : null;
    }

    private string? Value(string name) => variable(name) is { Length: > 0 } value ? value : null;
}
