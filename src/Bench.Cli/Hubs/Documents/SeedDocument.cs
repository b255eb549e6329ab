namespace Bench.Cli.Hubs.Documents;

/// <summary>What <c>bench hub seed --json</c> prints.</summary>
internal sealed record SeedDocument
{
    public const string SchemaName = "bench.hub-seed/1";

    public required string Schema { get; init; }

    /// <summary><c>file</c>, <c>s3</c> or <c>minio</c>.</summary>
    public required string Backend { get; init; }

    /// <summary>Where its data is: a folder, or a prefix of a bucket.</summary>
    public required string Place { get; init; }
    public required string Bucket { get; init; }

    /// <summary>The modules that are in it now, by id.</summary>
    public required IReadOnlyList<string> Modules { get; init; }
}
