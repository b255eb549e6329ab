using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Network;

/// <summary>Networks that a test process left behind when it was killed.</summary>
public sealed class LeftoverTests
{
    [Test]
    public async Task What_a_dead_process_left_is_removed_and_what_a_living_one_has_is_not()
    {
        await using var sandbox = new Sandbox();
        using var gone = sandbox.StartProgram("sleep", ["600"]);
        var owner = NetworkOwner.Of(gone.Pid).ShouldNotBeNull();
        var network = await HostNetwork.CreateAsync(owner);
        var host = await network.AddAsync("left", sandbox.Folder("left"), owner);
        Directory.CreateDirectory(sandbox.Data);
        using var inside = sandbox.StartProgram(
            "ip",
            host.Enter(sandbox.Data, new Dictionary<string, string>(), ["sleep", "600"])
        );
        await Until.TrueAsync(
            () => sandbox.Processes.Any(p => p.Pid == inside.Pid && p.Arguments is ["sleep", _]),
            "something runs in the host",
            () => inside.Errors
        );

        await NetworkOwner.SweepAsync();
        inside.HasExited.ShouldBeFalse("its owner lives");
        (await NamesAsync()).ShouldContain(owner.ToString());

        await gone.KillAsync();
        await NetworkOwner.SweepAsync();
        (await inside.EndAsync()).Code.ShouldBe(128 + Signals.Kill);
        var left = await NamesAsync();
        left.ShouldNotContain(owner.ToString());
        left.ShouldContain(NetworkOwner.Self.ToString(), Case.Sensitive, "the shared network");
    }

    private static async Task<string> NamesAsync() =>
        await Commands.RunAsync("ip", ["netns", "list"])
        + await Commands.RunAsync("ip", ["-d", "link", "show", "type", "bridge"]);
}
