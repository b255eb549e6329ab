using Bench.Cli.Hubs;
using Bench.Host.Logs;

namespace Bench.Cli.Tests.Hubs;

/// <summary>What a record keeps of a hub's command.</summary>
public sealed class RecordedCommandTests
{
    [TestCase("zenserver hub --port {port} --data-dir {data_dir} {flags}")]
    [TestCase("env ZEN_MODE=fast zenserver {port} --keys 4")]
    public void What_holds_no_secret_stays(string command) => Kept(command).ShouldBe(command);

    [TestCase(
        "zenserver {port} --s3-secret=hunter2 {flags}",
        "zenserver {port} --s3-secret=*** {flags}"
    )]
    [TestCase("zenserver {port} --token hunter2", "zenserver {port} --token ***")]
    [TestCase(
        "env AWS_SECRET_ACCESS_KEY=hunter2 zenserver {port}",
        "env AWS_SECRET_ACCESS_KEY=*** zenserver {port}"
    )]
    [TestCase("zenserver {port} --password 'hunter 2' x", "zenserver {port} --password *** x")]
    [TestCase(
        "zenserver {port} --upstream https://me:hunter2@host/",
        "zenserver {port} --upstream https://***@host/"
    )]
    [TestCase("zenserver {port} --anything of-the-environment", "zenserver {port} --anything ***")]
    public void Secrets_do_not(string command, string kept) => Kept(command).ShouldBe(kept);

    private static string Kept(string command) =>
        RecordedCommand.Of(command, new LogRedaction([new("SOME_SECRET", "of-the-environment")]));
}
