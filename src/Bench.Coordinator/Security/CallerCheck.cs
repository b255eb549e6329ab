using System.Net;

namespace Bench.Coordinator.Security;

/// <summary>Knows callers by what they show.</summary>
public sealed class CallerCheck(OperatorTokens operators, WorkerTokens workers, FailedTries tries)
{
    private const string Bearer = "Bearer ";
    private const int LongestHeader = 1000;

    /// <param name="authorization">The header of that name; null for none.</param>
    /// <param name="address">Where it comes from, to count failures.</param>
    public CheckOutcome Check(string? authorization, IPAddress? address)
    {
        var token = TokenOf(authorization);
        if (token is not null && Find(token) is { } caller)
        {
            return new CheckOutcome(caller, IsTooMany: false);
        }
        return new CheckOutcome(null, tries.IsTooMany(address));
    }

    /// <summary>Null for a token of nobody.</summary>
    public Caller? Find(string token) => (Caller?)operators.Find(token) ?? workers.Find(token);

    private static string? TokenOf(string? authorization) =>
        authorization is { Length: <= LongestHeader }
        && authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? authorization[Bearer.Length..].Trim()
            : null;
}

/// <param name="Caller">Null for somebody who is not known.</param>
/// <param name="IsTooMany">Whether that address has failed too often.</param>
public sealed record CheckOutcome(Caller? Caller, bool IsTooMany);
