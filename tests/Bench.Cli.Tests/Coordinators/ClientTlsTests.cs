using Bench.Host.Tests;

namespace Bench.Cli.Tests.Coordinators;

/// <summary>Wrong files of a client's TLS are told before anything is called.</summary>
internal sealed class ClientTlsTests
{
    private TempFolder _folder = null!;

    [SetUp]
    public void Create() => _folder = new TempFolder();

    [TearDown]
    public void Remove() => _folder.Dispose();

    [TestCase("--client-certificate")]
    [TestCase("--client-key")]
    public async Task One_file_without_the_other_is_refused(string option)
    {
        var outcome = await WatchAsync(option, Write("own.pem", "x"));
        outcome.Code.ShouldBe(ExitCodes.Usage);
        outcome.Errors.ShouldContain("--client-certificate and --client-key are given together");
    }

    [Test]
    public async Task A_file_that_holds_no_certificate_is_named()
    {
        var (certificate, key) = (Write("own.pem", "none"), Write("own.key", "none"));
        var outcome = await WatchAsync("--client-certificate", certificate, "--client-key", key);
        outcome.Code.ShouldBe(ExitCodes.Usage);
        outcome.Errors.ShouldContain(certificate);
    }

    [Test]
    public async Task A_file_that_is_not_there_is_named()
    {
        var outcome = await WatchAsync("--coordinator-ca", _folder.File("nowhere.pem"));
        outcome.Code.ShouldBe(ExitCodes.Environment);
        outcome.Errors.ShouldContain("nowhere.pem");
    }

    private Task<CommandLine.Outcome> WatchAsync(params string[] options) =>
        CommandLine.RunAsync([
            "watch",
            "t1",
            "--coordinator",
            "https://127.0.0.1:1",
            "--token-file",
            Write("token", "bop_0_0"),
            .. options,
        ]);

    private string Write(string name, string text)
    {
        var path = _folder.File(name);
        File.WriteAllText(path, text);
        return path;
    }
}
