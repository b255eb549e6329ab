using Amazon.Runtime;
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

    /// <summary>The profile whose single sign-on gives the credentials; null where something else gives them.</summary>
    public string? SingleSignOn(S3Uri uri) =>
        (uri.Profile is not null || !HasOwnCredentials)
        && ProfileOf(uri) is { Options: var options } profile
        && (options.SsoSession ?? options.SsoStartUrl) is { Length: > 0 }
            ? profile.Name
            : null;

    private bool HasOwnCredentials =>
        Value("AWS_ACCESS_KEY_ID") is not null || Value("AWS_WEB_IDENTITY_TOKEN_FILE") is not null;

    /// <summary>
    /// Those of the profile, where it is what counts; null for the SDK's chain, which takes no profile with single
    /// sign-on.
    /// </summary>
    /// <exception cref="StoreException"><see cref="StoreError.Denied"/>: the profile has none.</exception>
    public AWSCredentials? Credentials(S3Settings settings)
    {
        var named = settings.Profile;
        if (named is null)
        {
            if (HasOwnCredentials)
            {
                return null;
            }
            named = Value("AWS_PROFILE");
        }
        var chain = new CredentialProfileStoreChain(Value("AWS_SHARED_CREDENTIALS_FILE"));
        try
        {
            if (
                chain.TryGetProfile(named ?? "default", out var profile)
                && profile.CanCreateAWSCredentials
                && chain.TryGetAWSCredentials(profile.Name, out var credentials)
            )
            {
                return credentials;
            }
        }
        catch (Exception e)
            when (e
                    is AmazonClientException
                        or InvalidOperationException
                        or InvalidDataException
                        or ArgumentException
            )
        {
            throw S3Errors.NoCredentials(e, settings.Uri);
        }
        return named is null
            ? null
            : throw S3Errors.NoCredentials(
                new AmazonClientException(
                    $"the profile '{named}' is not there, or has no credentials"
                ),
                settings.Uri
            );
    }

    /// <summary>Null when the files do not have it; who needs its credentials is told then.</summary>
    /// <exception cref="StoreUriException">It stands there, and contradicts itself.</exception>
    private CredentialProfile? ProfileOf(S3Uri uri)
    {
        var name = uri.Profile ?? Value("AWS_PROFILE") ?? "default";
        var chain = new CredentialProfileStoreChain(Value("AWS_SHARED_CREDENTIALS_FILE"));
        try
        {
            return chain.TryGetProfile(name, out var profile) ? profile : null;
        }
        catch (AmazonClientException e)
        {
            // Such as an sso_session that has no section.
            throw uri.Refused(
                $"the AWS profile '{name}' cannot be used: {e.Message.Trim().TrimEnd('.')}",
                "mend it in the AWS config file, or name another profile"
            );
        }
    }

    private string? Value(string name) => variable(name) is { Length: > 0 } value ? value : null;
}
