using System.Collections;
using Bench.Mounts.Sources;

namespace Bench.Mounts.Rclone;

/// <summary>
/// The settings of rclone's remote that is named on the fly. They go by the environment, where no other user sees them,
/// and only they: variables of the worker's own environment would change a run without its record telling.
/// </summary>
internal static class RcloneEnvironment
{
    private const string Prefix = "RCLONE_";

    public static Dictionary<string, string?> For(BucketSource source)
    {
        var environment = AwsEnvironment.For(source);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (((string)variable.Key).StartsWith(Prefix, StringComparison.Ordinal))
            {
                environment[(string)variable.Key] = null;
            }
        }
        environment["RCLONE_CONFIG"] = "/dev/null";
        if (source.Scheme == "s3")
        {
            AddS3(environment, source);
        }
        else
        {
            AddGcs(environment, source);
        }
        return environment;
    }

    private static void AddS3(Dictionary<string, string?> environment, BucketSource source)
    {
        // rclone refuses to replace the transport that this makes.
        environment["AWS_CA_BUNDLE"] = null;
        environment["RCLONE_S3_PROVIDER"] = source.Endpoint is null ? "AWS" : "Ceph";
        environment["RCLONE_S3_ENV_AUTH"] = "true";
        environment["RCLONE_S3_FORCE_PATH_STYLE"] = source.PathStyle ? "true" : "false";
        // Else it makes a bucket that is not there.
        environment["RCLONE_S3_NO_CHECK_BUCKET"] = "true";
        Set("RCLONE_S3_ENDPOINT", source.Endpoint);
        Set("RCLONE_S3_REGION", source.Region);
        Set("RCLONE_S3_PROFILE", source.Profile);

        void Set(string name, string? value)
        {
            if (value is not null)
            {
                environment[name] = value;
            }
        }
    }

    private static void AddGcs(Dictionary<string, string?> environment, BucketSource source)
    {
        environment["RCLONE_GCS_NO_CHECK_BUCKET"] = "true";
        if (source.Anonymous)
        {
            environment["RCLONE_GCS_ANONYMOUS"] = "true";
        }
        else
        {
            environment["RCLONE_GCS_ENV_AUTH"] = "true";
        }
        if (source.Endpoint is { } endpoint)
        {
            environment["RCLONE_GCS_ENDPOINT"] = endpoint;
        }
        if (source.Credentials is { } credentials)
        {
            environment["RCLONE_GCS_SERVICE_ACCOUNT_FILE"] = credentials;
        }
    }
}
