using Bench.Fleet;
using Bench.Host;
using Bench.Host.Processes;
using Bench.Mounts;
using Bench.Mounts.ToolSources;
using Bench.Protocol.Runs;
using Bench.Storage;
using Bench.Worker;
using Bench.Workloads;
using Grpc.Core;

namespace Bench.Cli.Tests;

internal sealed class UserErrorsTests
{
    private static readonly (Exception Error, int Code)[] Known =
    [
        (new UsageException("x"), 2),
        (new RunIdTakenException("file:///a/t1", default), 2),
        (new RunNotFoundException("file:///a/t1"), 2),
        (new NoSpecException("file:///a/t1", "vm-9", ["vm-1"]), 2),
        (new StoreException(StoreError.InvalidKey, "u", "r", "m"), 2),
        (new StoreException(StoreError.Denied, "u", "r", "m"), 3),
        (new StoreException(StoreError.Full, "u", "r", "m"), 3),
        (new StoreException(StoreError.Unavailable, "u", "r", "m"), 3),
        (new ToolException("fio is missing"), 3),
        (new MountException("m"), 3),
        (new ToolSourceException("t"), 3),
        (new FleetException("f"), 3),
        (new ProgramNotFoundException("fio", "in PATH"), 3),
        (new ProcessStartException("fio", 12), 3),
        (new ProcessStuckException([]), 3),
        (new HostCallException("open /x", 13), 3),
        (new UnauthorizedAccessException("/x"), 3),
        (new OperationCanceledException(), 130),
    ];

    private static IEnumerable<TestCaseData> KnownCases() =>
        Known.Select(
            (k, i) => new TestCaseData(i).SetArgDisplayNames($"{k.Error.GetType().Name} {k.Code}")
        );

    [TestCaseSource(nameof(KnownCases))]
    public async Task Typed_errors_become_one_line_and_their_code(int index)
    {
        var (error, code) = Known[index];
        using var errors = new StringWriter { NewLine = "\n" };
        (await UserErrors.GuardAsync(() => throw error, errors)).ShouldBe(code);
        // Who interrupts knows it.
        errors
            .ToString()
            .ShouldBe(code == ExitCodes.Interrupted ? "" : $"bench: {error.Message}\n");
    }

    [TestCase(StatusCode.NotFound, ExitCodes.Usage)]
    [TestCase(StatusCode.Unauthenticated, ExitCodes.Usage)]
    [TestCase(StatusCode.Unavailable, ExitCodes.Environment)]
    public async Task An_end_of_a_call_is_told_in_its_servers_words(StatusCode end, int code)
    {
        using var errors = new StringWriter { NewLine = "\n" };
        var error = new RpcException(new Status(end, "no such run\u001b[2J"));
        (await UserErrors.GuardAsync(() => throw error, errors)).ShouldBe(code);
        errors.ToString().ShouldStartWith($"bench: {end}: no such run");
        errors.ToString().ShouldNotContain("\u001b");
    }

    [Test]
    public async Task A_defect_is_not_made_to_look_like_anything_else()
    {
        using var errors = new StringWriter();
        await Should.ThrowAsync<InvalidOperationException>(() =>
            UserErrors.GuardAsync(() => throw new InvalidOperationException("defect"), errors)
        );
        errors.ToString().ShouldBeEmpty();
    }

    [Test]
    public async Task Names_in_messages_cannot_drive_the_terminal()
    {
        using var errors = new StringWriter();
        await UserErrors.GuardAsync(
            () => throw new UsageException("'\u001b]0;owned\u0007\u202e' is none\nsecond line"),
            errors
        );
        errors.ToString().ShouldNotContain('\u001b');
        errors.ToString().ShouldNotContain('\u0007');
        errors.ToString().ShouldNotContain('\u202e');
        errors.ToString().ShouldContain("\nsecond line");
    }
}
