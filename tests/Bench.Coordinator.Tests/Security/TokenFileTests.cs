using Bench.Coordinator.Security;
using Bench.Host.Tests;

namespace Bench.Coordinator.Tests.Security;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
internal sealed class TokenFileTests
{
    private TempFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TempFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void A_token_is_found_until_it_is_taken_out_and_its_secret_is_kept_nowhere()
    {
        var time = new ManualTime();
        var file = new OperatorTokenFile(_folder.File("state/operators.json"));
        var tokens = new OperatorTokens(file, time);
        var (kept, text) = OperatorTokens.New("ci", OperatorRight.Read, time.GetUtcNow(), null);
        tokens.Find(text).ShouldBeNull();
        file.Add(kept);
        tokens.Find(text).ShouldBe(new Caller.Operator("ci", OperatorRight.Read));
        File.ReadAllText(file.Path).ShouldNotContain(text.Split('_', 3)[2]);
        File.GetUnixFileMode(file.Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        file.Remove(kept.Id).ShouldBeTrue();
        file.Remove(kept.Id).ShouldBeFalse();
        tokens.Find(text).ShouldBeNull();
    }

    [Test]
    public void A_file_that_others_can_read_is_refused()
    {
        var path = _folder.File("operators.json");
        File.WriteAllText(path, "[]");
        File.SetUnixFileMode(
            path,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead
        );
        Should
            .Throw<SecurityConfigException>(() => new OperatorTokenFile(path).Read())
            .Message.ShouldContain("chmod 600");
    }

    [Test]
    public void What_is_no_token_file_is_told()
    {
        var path = _folder.File("operators.json");
        PrivateFile.Write(path, "not json");
        Should
            .Throw<SecurityConfigException>(() => new OperatorTokenFile(path).Read())
            .Message.ShouldContain(path);
    }

    [Test]
    public void A_workers_token_holds_with_the_same_key_file_only()
    {
        var time = new ManualTime();
        var path = _folder.File("state/worker-key");
        var token = WorkerTokens.OfFile(path, time).Create("t1.0", "vm-1");
        WorkerTokens.OfFile(path, time).Find(token).ShouldBe(new Caller.Worker("t1.0", "vm-1"));
        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        WorkerTokens.OfFile(_folder.File("state/other-key"), time).Find(token).ShouldBeNull();

        PrivateFile.Write(path, "short");
        Should.Throw<SecurityConfigException>(() => WorkerTokens.OfFile(path, time));
    }

    [TestCase("http://0.0.0.0:7070", false, "--tls-certificate")]
    [TestCase("http://192.0.2.1:7070", true, "https://")]
    [TestCase("http://[::]:7070", false, "https://")]
    [TestCase("https://127.0.0.1:7070", false, "--tls-certificate")]
    [TestCase("https://example.org:7070", true, "IP address")]
    [TestCase("ftp://127.0.0.1", false, "http://127.0.0.1:7070")]
    [TestCase("127.0.0.1:7070", false, "http://127.0.0.1:7070")]
    [TestCase("http://127.0.0.1:7070/path", false, "http://127.0.0.1:7070")]
    public void An_address_that_is_not_safe_is_refused_with_the_remedy(
        string text,
        bool hasCertificate,
        string remedy
    ) =>
        Should
            .Throw<SecurityConfigException>(() => ListenAddress.Parse(text, hasCertificate))
            .Message.ShouldContain(remedy);

    [TestCase("http://127.0.0.1:7070", false, true)]
    [TestCase("http://localhost:7070", false, true)]
    [TestCase("http://[::1]:7070", false, true)]
    [TestCase("https://0.0.0.0:7070", true, false)]
    public void An_address_that_is_safe_is_taken(string text, bool hasCertificate, bool loopback)
    {
        var address = ListenAddress.Parse(text, hasCertificate);
        address.IsLoopback.ShouldBe(loopback);
        address.EndPoint.Port.ShouldBe(7070);
    }
}
