using Bench.Coordinator.Security;
using Bench.Coordinator.Tests.Serving;
using Bench.Host.Tests;
using Bench.Rpc.Server;
using Bench.Rpc.V1;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Bench.Coordinator.Tests.LiveChannel;

/// <summary>Each kind of token against each method.</summary>
internal sealed class RightsTests
{
    private static readonly MethodDescriptor[] Reading = [Of("Get"), Of("List"), Of("Watch")];
    private static readonly MethodDescriptor[] Controlling =
    [
        Of("Start"),
        Of("Cancel"),
        Of("Resume"),
        Of("Retry"),
    ];
    private static readonly MethodDescriptor[] Working =
    [
        Bench.Rpc.V1.Workers.Descriptor.FindMethodByName("Connect"),
    ];

    private readonly ManualTime _time = new();

    [Test]
    public async Task A_token_gives_its_own_right_and_no_other()
    {
        var operators = new OperatorTokens(null, _time);
        var workers = WorkerTokens.OfProcess(_time);
        var callers = Callers(operators, workers);
        (string Token, MethodDescriptor[] Allowed)[] matrix =
        [
            (operators.AddOwn("r", OperatorRight.Read), Reading),
            (operators.AddOwn("c", OperatorRight.Control), [.. Reading, .. Controlling]),
            (workers.Create("t1.0", "vm-1"), Working),
        ];
        foreach (var (token, allowed) in matrix)
        {
            foreach (var method in Reading.Concat(Controlling).Concat(Working))
            {
                var end = await EndAsync(callers, method, token);
                end.ShouldBe(
                    allowed.Contains(method) ? null : StatusCode.PermissionDenied,
                    method.FullName
                );
            }
        }
        // Every method of the contract is in the matrix.
        Reading
            .Concat(Controlling)
            .Select(method => method.Name)
            .Order()
            .ShouldBe(Runs.Descriptor.Methods.Select(method => method.Name).Order());
    }

    [Test]
    public async Task Nobody_calls_anything_without_a_token_or_with_a_wrong_one()
    {
        var operators = new OperatorTokens(null, _time);
        var workers = WorkerTokens.OfProcess(_time);
        var callers = Callers(operators, workers);
        var right = operators.AddOwn("c", OperatorRight.Control);
        string?[] wrong =
        [
            null,
            right[..^1],
            right + "x",
            right.ToUpperInvariant(),
            "bop__",
            "bop_000000000000_" + right.Split('_', 3)[2],
            WorkerTokens.OfProcess(_time).Create("t1.0", "vm-1"),
            "bwk_.",
            "bwk_a.b.c",
            "bwk_" + new string('A', 10_000),
        ];
        foreach (var token in wrong)
        {
            (await EndAsync(callers, Of("List"), token)).ShouldBe(
                StatusCode.Unauthenticated,
                token
            );
        }
    }

    [Test]
    public async Task Tokens_expire()
    {
        var operators = new OperatorTokens(null, _time);
        var workers = WorkerTokens.OfProcess(_time);
        var callers = Callers(operators, workers);
        var read = operators.AddOwn("r", OperatorRight.Read, TimeSpan.FromHours(1));
        var worker = workers.Create("t1.0", "vm-1", TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromMinutes(59));
        (await EndAsync(callers, Of("List"), read)).ShouldBeNull();
        (
            await EndAsync(
                callers,
                Bench.Rpc.V1.Workers.Descriptor.FindMethodByName("Connect"),
                worker
            )
        ).ShouldBeNull();
        _time.Advance(TimeSpan.FromMinutes(2));
        (await EndAsync(callers, Of("List"), read)).ShouldBe(StatusCode.Unauthenticated);
        (
            await EndAsync(
                callers,
                Bench.Rpc.V1.Workers.Descriptor.FindMethodByName("Connect"),
                worker
            )
        ).ShouldBe(StatusCode.Unauthenticated);
    }

    [Test]
    public async Task Too_many_failures_are_told_to_wait_and_right_tokens_still_pass()
    {
        var operators = new OperatorTokens(null, _time);
        var callers = Callers(operators, WorkerTokens.OfProcess(_time));
        var read = operators.AddOwn("r", OperatorRight.Read);
        foreach (var _ in Enumerable.Range(0, FailedTries.Most))
        {
            (await EndAsync(callers, Of("List"), "x")).ShouldBe(StatusCode.Unauthenticated);
        }
        (await EndAsync(callers, Of("List"), "x")).ShouldBe(StatusCode.ResourceExhausted);
        (await EndAsync(callers, Of("List"), read)).ShouldBeNull();
        _time.Advance(FailedTries.Window);
        (await EndAsync(callers, Of("List"), "x")).ShouldBe(StatusCode.Unauthenticated);
    }

    private static MethodDescriptor Of(string method) => Runs.Descriptor.FindMethodByName(method);

    private RpcCallers Callers(OperatorTokens operators, WorkerTokens workers) =>
        new(new CallerCheck(operators, workers, new FailedTries(_time)));

    private static async Task<StatusCode?> EndAsync(
        RpcCallers callers,
        MethodDescriptor method,
        string? token
    )
    {
        try
        {
            var peer = new RpcPeer(
                new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 1),
                null,
                false
            );
            var request = new RpcRequest(
                method.Service.FullName,
                method.Name,
                token is null ? null : $"Bearer {token}",
                peer
            );
            var principal = await callers.AuthenticateAsync(request, default);
            Caller.Of(principal).ShouldNotBeNull();
            return null;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }
}
