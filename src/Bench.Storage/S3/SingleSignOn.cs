namespace Bench.Storage.S3;

/// <summary>Single sign-on, as the AWS configuration names it.</summary>
public static class SingleSignOn
{
    /// <summary>The profile that is to be logged in for a store's URI; null where its credentials come from elsewhere.</summary>
    /// <exception cref="StoreUriException">The URI cannot be used.</exception>
    public static string? ProfileOf(string uri) =>
        uri.StartsWith(S3Uri.Scheme, StringComparison.OrdinalIgnoreCase)
            ? S3Environment.OfThisProcess.SingleSignOn(S3Uri.Parse(uri))
            : null;
}
