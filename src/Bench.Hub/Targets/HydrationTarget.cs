using System.Text.Json;
using Bench.Storage;
using Bench.Storage.Files;

namespace Bench.Hub.Targets;

/// <summary>The store that a hub's options name.</summary>
public static class HydrationTarget
{
    public const string SpecOption = "--hub-hydration-target-spec";
    public const string ConfigOption = "--hub-hydration-target-config";

    /// <summary>Where modules are kept when neither option is given: a folder below the hub's data.</summary>
    public const string DefaultFolder = "hydration_storage";

    /// <param name="spec">Value of <see cref="SpecOption"/>: a URI; null when it was not given.</param>
    /// <param name="configFile">Value of <see cref="ConfigOption"/>: a file with a <see cref="TargetConfig"/>; null when it was not given.</param>
    /// <param name="dataDir">The hub's data.</param>
    /// <exception cref="TargetException">Something in them cannot be used; the message names option, file, value and remedy.</exception>
    /// <exception cref="StoreException">A profile has no credentials.</exception>
    public static IObjectStore Open(string? spec, string? configFile, string dataDir)
    {
        if (spec is not null && configFile is not null)
        {
            throw new TargetException(
                $"{SpecOption} '{spec}' and {ConfigOption} '{configFile}' both say where modules are kept; give one of them"
            );
        }
        if (configFile is not null)
        {
            return Open(UriOf(configFile), $"{ConfigOption} '{configFile}'");
        }
        return spec is null
            ? new FileStore(Path.Combine(Path.GetFullPath(dataDir), DefaultFolder))
            : Open(spec, $"{SpecOption} '{spec}'");
    }

    /// <summary>What a target config names, as a store's URI.</summary>
    /// <exception cref="TargetException">It cannot be read or used.</exception>
    public static string UriOf(string configFile)
    {
        var config = Read(configFile);
        return config switch
        {
            { File: { } file, S3: null } => OfFile(configFile, file),
            { File: null, S3: { } s3 } => OfS3(configFile, s3),
            _ => throw Refused(
                configFile,
                config.File is null ? "it names no target" : "it names two targets",
                "give one of 'file' and 's3'"
            ),
        };
    }

    private static TargetConfig Read(string configFile)
    {
        try
        {
            var config = JsonSerializer.Deserialize(
                File.ReadAllBytes(configFile),
                TargetJson.Default.TargetConfig
            );
            if (config is { Schema: not null and not TargetConfig.SchemaName })
            {
                throw Refused(
                    configFile,
                    $"its schema is '{config.Schema}'",
                    $"use '{TargetConfig.SchemaName}', or leave it out"
                );
            }
            return config ?? throw Refused(configFile, "it holds null", "give 'file' or 's3'");
        }
        catch (JsonException e)
        {
            throw Refused(
                configFile,
                $"line {e.LineNumber + 1}: {e.Message}",
                "see docs/schemas/hub/hub-target.schema.json",
                e
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refused(configFile, e.Message, "name a file that can be read", e);
        }
    }

    private static string OfFile(string configFile, FileTarget target) =>
        Path.IsPathRooted(target.Path)
            ? new FileStore(target.Path).Uri
            : throw Refused(
                configFile,
                $"file.path '{target.Path}' is not absolute",
                "let it begin with '/'"
            );

    private static string OfS3(string configFile, S3Target target)
    {
        if (target.Bucket.Length == 0 || target.Bucket.Contains('/', StringComparison.Ordinal))
        {
            throw Refused(
                configFile,
                $"s3.bucket '{target.Bucket}' is no name of a bucket",
                "put what follows the bucket into s3.prefix"
            );
        }
        var prefix = target.Prefix?.Trim('/') ?? "";
        if (prefix.Contains('?', StringComparison.Ordinal))
        {
            throw Refused(configFile, $"s3.prefix '{prefix}' holds a '?'", "use another prefix");
        }
        var uri = prefix.Length == 0 ? $"s3://{target.Bucket}" : $"s3://{target.Bucket}/{prefix}";
        foreach (
            var (name, value) in (IEnumerable<(string, string?)>)
                [
                    ("endpoint", target.Endpoint),
                    ("region", target.Region),
                    ("profile", target.Profile),
                ]
        )
        {
            uri = value is null ? uri : StoreUris.WithSetting(uri, name, value);
        }
        return uri;
    }

    private static IObjectStore Open(string uri, string origin)
    {
        var scheme = uri.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0 || uri.Length == scheme + 3)
        {
            throw new TargetException($"{origin}: it is no URI of a store; use {Stores.Forms}");
        }
        try
        {
            return Stores.Open(uri);
        }
        catch (StoreUriException e)
        {
            throw new TargetException($"{origin}: {e.Message}", e);
        }
    }

    private static TargetException Refused(
        string configFile,
        string reason,
        string remedy,
        Exception? inner = null
    ) => new($"{ConfigOption} '{configFile}': {reason}; {remedy}", inner);
}

/// <summary>Options do not name a store that can be used; the message says why and what to do.</summary>
public sealed class TargetException(string message, Exception? inner = null)
    : Exception(message, inner);
