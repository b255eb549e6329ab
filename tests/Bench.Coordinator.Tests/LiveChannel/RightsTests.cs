using Bench.Coordinator.Security;
using Bench.Coordinator.Tests.Serving;
using Bench.Host.Tests;
using Bench.Rpc.Contract;
using Bench.Rpc.Metadata;
using Bench.Rpc.Server;
using Bench.Rpc.Statuses;

namespace Bench.Coordinator.Tests.LiveChannel;

/// <summary>Each kind of token against each method.</summary>
internal sealed class RightsTests
{
    private static readonly RpcMethod[] Reading =
    [
        RunsService.Get,
        RunsService.List,
        RunsService.Watch,
    ];
    private static readonly RpcMethod[] Controlling =
    [
        RunsService.Start,
        RunsService.Cancel,
        RunsService.Resume,
        RunsService.Retry,
    ];
    private static readonly RpcMethod[] Working = [WorkersService.Connect];

    private readonly ManualTime _time = new();

    [Test]
    public async Task A_token_gives_its_own_right_and_no_other()
    {
        var operators = new OperatorTokens(null, _time);
        var workers = WorkerTokens.OfProcess(_time);
        var callers = Callers(operators, workers);
        (string Token, RpcMethod[] Allowed)[] matrix =
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
                    allowed.Contains(method) ? null : RpcStatusCode.PermissionDenied,
                    method.Path
                );
            }
        }
        // Every method of the contract is in the matrix.
        Reading
            .Concat(Controlling)
            .Select(method => method.Name)
            .Order()
            .ShouldBe(RunsService.Descriptor.Methods.Select(method => method.Name).Order());
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
            (await EndAsync(callers, RunsService.List, token)).ShouldBe(
                RpcStatusCode.Unauthenticated,
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
        (await EndAsync(callers, RunsService.List, read)).ShouldBeNull();
        (await EndAsync(callers, WorkersService.Connect, worker)).ShouldBeNull();
        _time.Advance(TimeSpan.FromMinutes(2));
        (await EndAsync(callers, RunsService.List, read)).ShouldBe(RpcStatusCode.Unauthenticated);
        (await EndAsync(callers, WorkersService.Connect, worker)).ShouldBe(
            RpcStatusCode.Unauthenticated
        );
    }

    [Test]
    public async Task Too_many_failures_are_told_to_wait_and_right_tokens_still_pass()
    {
        var operators = new OperatorTokens(null, _time);
        var callers = Callers(operators, WorkerTokens.OfProcess(_time));
        var read = operators.AddOwn("r", OperatorRight.Read);
        foreach (var _ in Enumerable.Range(0, FailedTries.Most))
        {
            (await EndAsync(callers, RunsService.List, "x")).ShouldBe(
                RpcStatusCode.Unauthenticated
            );
        }
        (await EndAsync(callers, RunsService.List, "x")).ShouldBe(RpcStatusCode.ResourceExhausted);
        (await EndAsync(callers, RunsService.List, read)).ShouldBeNull();
        _time.Advance(FailedTries.Window);
        (await EndAsync(callers, RunsService.List, "x")).ShouldBe(RpcStatusCode.Unauthenticated);
    }

    private RpcCallers Callers(OperatorTokens operators, WorkerTokens workers) =>
        new(new CallerCheck(operators, workers, new FailedTries(_time)));

    private static async Task<RpcStatusCode?> EndAsync(
        RpcCallers callers,
        RpcMethod method,
        string? token
    )
    {
        var headers = token is null
            ? RpcMetadata.Empty
            : RpcMetadata.Empty.With("authorization", $"Bearer {token}");
        try
        {
            var peer = new RpcPeer(
                new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 1),
                null,
                false
            );
            var principal = await callers.AuthenticateAsync(method, headers, peer, default);
            Caller.Of(principal).ShouldNotBeNull();
            return null;
        }
        catch (RpcException e)
        {
            return e.Code;
        }
    }
}
