using Google.Apis.Auth.OAuth2;
using Google.Apis.Http;

namespace Bench.Storage.Gcs;

/// <summary>Finds who the requests come from: nobody, a service account's file, or application default credentials.</summary>
internal static class GcsCredentials
{
    private const string Scope = "https://www.googleapis.com/auth/devstorage.read_write";

    /// <summary>Null for nobody.</summary>
    public static async Task<IConfigurableHttpClientInitializer?> FindAsync(
        GcsSettings settings,
        CancellationToken cancel
    )
    {
        if (settings.Anonymous)
        {
            return null;
        }
        var found = settings.CredentialsFile is { } file
            ? await OfFileAsync(settings, file, cancel)
            : await OfEnvironmentAsync(settings, cancel);
        return found.CreateScoped(Scope);
    }

    private static async Task<GoogleCredential> OfFileAsync(
        GcsSettings settings,
        string file,
        CancellationToken cancel
    )
    {
        try
        {
            var account = await CredentialFactory.FromFileAsync<ServiceAccountCredential>(
                file,
                cancel
            );
            return account.ToGoogleCredential();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The cause may quote the file, which holds a secret: only its kind is told.
            throw new StoreException(
                StoreError.Denied,
                settings.Uri,
                $"the credentials file {file} cannot be used as a service account's key ({e.GetType().Name})",
                "name the JSON key file of a service account that may read and write the bucket"
            );
        }
    }

    private static async Task<GoogleCredential> OfEnvironmentAsync(
        GcsSettings settings,
        CancellationToken cancel
    )
    {
        try
        {
            return await GoogleCredential.GetApplicationDefaultAsync(cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new StoreException(
                StoreError.Denied,
                settings.Uri,
                "no usable application default credentials were found",
                "run 'gcloud auth application-default login', or set GOOGLE_APPLICATION_CREDENTIALS to a key file, or "
                    + "add credentials=/path/to/service-account.json or anonymous=true to the store's URI"
            );
        }
    }
}
