namespace Bench.Mounts.Sources;

/// <summary>The credentials of a tool that speaks S3: those of this process's environment, or those of a profile.</summary>
internal static class AwsEnvironment
{
    private static readonly string[] Keys =
    [
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWSACCESSKEYID",
        "AWSSECRETACCESSKEY",
        "AWSSESSIONTOKEN",
    ];

    /// <summary>Tools prefer keys of the environment; a profile that the user names must win over them.</summary>
    public static Dictionary<string, string?> For(BucketSource source)
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (source.Profile is not null)
        {
            foreach (var key in Keys)
            {
                environment[key] = null;
            }
        }
        return environment;
    }
}
