using Bench.Hub.Driving;

namespace Bench.Hub.Tests.Driving;

public sealed class HubCommandTests
{
    private static readonly HubStart Start = new()
    {
        DataFolder = "/data/hub of mine",
        Flags = ["--hub-enable-dehydration=false", "--x=a b"],
    };

    [Test]
    public void Words_are_filled_and_flags_stay_words_of_their_own() =>
        HubCommand
            .Parse("zenserver hub '--data={data_dir}' --port {port} {flags} \"last one\"")
            .Fill(Start, 8558)
            .ShouldBe([
                "zenserver",
                "hub",
                "--data=/data/hub of mine",
                "--port",
                "8558",
                "--hub-enable-dehydration=false",
                "--x=a b",
                "last one",
            ]);

    [Test]
    public void A_template_without_a_port_is_refused() =>
        Should
            .Throw<FormatException>(() => HubCommand.Parse("zenserver hub"))
            .Message.ShouldContain("{port}");

    [Test]
    public void An_open_quote_is_refused() =>
        Should
            .Throw<FormatException>(() => HubCommand.Parse("zenserver 'hub {port}"))
            .Message.ShouldContain("never closed");

    [Test]
    public void The_own_hub_is_this_program() =>
        HubCommand
            .Own(["dotnet", "bench.dll"])
            .Fill(Start, 1)
            .Take(4)
            .ShouldBe(["dotnet", "bench.dll", "hub", "serve"]);
}
