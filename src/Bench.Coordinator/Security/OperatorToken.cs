namespace Bench.Coordinator.Security;

/// <summary>An operator's token as it is kept: its secret cannot be had from it.</summary>
public sealed record OperatorToken
{
    /// <summary>Stands in the token, so that it is found without comparing secrets.</summary>
    public required string Id { get; init; }

    /// <summary>For people: what it was made for.</summary>
    public required string Name { get; init; }
    public required OperatorRight Right { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Absent for one that does not expire.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>SHA-256 of the secret in hex digits.</summary>
    public required string SecretSha256 { get; init; }
}
