using System.Security.Claims;

namespace Bench.Coordinator.Security;

/// <summary>Who calls, and what that gives a right to.</summary>
public abstract record Caller
{
    private const string Kind = "bench";

    private Caller() { }

    /// <summary>As records and logs name it.</summary>
    public abstract string Name { get; }

    /// <summary>A person or a script.</summary>
    public sealed record Operator(string TokenName, OperatorRight Right) : Caller
    {
        public override string Name => TokenName;

        public bool MayControl => Right == OperatorRight.Control;
    }

    /// <summary>The right to act as one VM of one run.</summary>
    /// <param name="Run">The run as its processes are marked: its id with a part of its config's digest.</param>
    public sealed record Worker(string Run, string Vm) : Caller
    {
        public override string Name => $"{Run}/{Vm}";
    }

    public ClaimsPrincipal ToPrincipal() =>
        this switch
        {
            Operator o => Principal(("name", o.TokenName), ("right", o.Right.ToString())),
            Worker w => Principal(("name", w.Name), ("run", w.Run), ("vm", w.Vm)),
            _ => throw new InvalidOperationException("There are two kinds of callers."),
        };

    /// <summary>Null for somebody who is not known.</summary>
    public static Caller? Of(ClaimsPrincipal principal)
    {
        if (principal.Identity is not { IsAuthenticated: true, AuthenticationType: Kind })
        {
            return null;
        }
        string? Claim(string type) => principal.FindFirst(type)?.Value;
        return Claim("run") is { } run && Claim("vm") is { } vm ? new Worker(run, vm)
            : Enum.TryParse<OperatorRight>(Claim("right"), out var right)
                ? new Operator(Claim("name") ?? "", right)
            : null;
    }

    private static ClaimsPrincipal Principal(params (string Type, string Value)[] claims) =>
        new(
            new ClaimsIdentity(
                claims.Select(claim => new Claim(claim.Type, claim.Value)),
                Kind,
                "name",
                roleType: null
            )
        );
}
