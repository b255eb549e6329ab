using Bench.Host.Processes;
using Bench.Host.Tests;
using Bench.Mounts.Fuse;
using Bench.Mounts.Gcsfuse;
using Bench.Mounts.Sources;

namespace Bench.Mounts.Tests.Gcsfuse;

/// <summary>
/// The kind against a stand-in that really mounts: a script that takes gcsfuse's arguments and becomes an rclone mount
/// of a local folder. That the arguments are gcsfuse's own is held by the list of its documented flags.
/// </summary>
internal sealed class GcsfuseMountTests : FuseKindContract
{
    protected override IMountKind Kind { get; } = new GcsfuseMount();

    protected override string Program => Path.Combine(Scratch, "gcsfuse");

    protected override IReadOnlyDictionary<string, string?> Environment =>
        new Dictionary<string, string?> { ["BUCKETS"] = Path.Combine(Scratch, "buckets") };

    protected override Task<string> GoodSourceAsync()
    {
        var folder = Path.Combine(Scratch, "buckets", "b", "pre");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "there.txt"), "hello");
        return Task.FromResult("gs://b/pre?anonymous=true");
    }

    protected override Task<string> BadSourceAsync() => Task.FromResult("gs://no-such-bucket");

    protected override async Task<string?> StoredAsync(string name)
    {
        var path = Path.Combine(Scratch, "buckets", "b", "pre", name);
        return File.Exists(path) ? await File.ReadAllTextAsync(path) : null;
    }

    [SetUp]
    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    public void MakeStandIn()
    {
        File.Copy(
            Path.Combine(
                TestContext.CurrentContext.TestDirectory,
                "TestData",
                "gcsfuse-stand-in.sh"
            ),
            Program
        );
        File.SetUnixFileMode(Program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    [Test]
    public async Task Version_and_digest_of_a_program_that_was_named_are_recorded()
    {
        var mounted = await MountAsync(await GoodSourceAsync());
        mounted.Tools["gcsfuse"].ShouldBe("gcsfuse 3.11.2");
        mounted.Tools["gcsfuse_sha256"].Length.ShouldBe(64);
        await mounted.UnmountAsync(CancellationToken.None);
    }

    [Test]
    public async Task A_tool_that_is_missing_is_told_with_its_package()
    {
        var error = await Should.ThrowAsync<MountException>(() =>
            Kind.ToolsAsync(Request("gs://b").Processes, program: null, CancellationToken.None)
        );
        error.Message.ShouldContain("gcsfuse is not on the PATH; install the package 'gcsfuse'");
    }

    [Test]
    public async Task Its_log_is_kept()
    {
        var mounted = await MountAsync(await GoodSourceAsync(), "--log-severity=trace");
        await mounted.UnmountAsync(CancellationToken.None);
        (await File.ReadAllTextAsync(mounted.Logs[0])).ShouldContain("--log-severity=trace");
    }

    [Test]
    public async Task Its_death_is_told_with_the_end_of_its_log()
    {
        var mounted = await MountAsync(await GoodSourceAsync(), "--log-severity=trace");
        Kill(mounted, ProcessSignal.Kill);
        await Until.TrueAsync(() => mounted.Death is not null, "death");
        mounted.Death!.ShouldStartWith("gcsfuse ended with signal 9 (SIGKILL): gcsfuse ");
        mounted.Death!.ShouldContain("--log-severity=trace");
        await mounted.UnmountAsync(CancellationToken.None);
    }

    [Test]
    public void Its_command_line_is_ours_then_the_users_then_what_is_mounted()
    {
        Line(
                "gs://b/p/q?endpoint=http://h:1&credentials=/k.json",
                "--implicit-dirs",
                "--cache-dir={cache}"
            )
            .ShouldBe([
                "--foreground",
                "--log-file=/w/mount.log",
                "--log-format=text",
                "--log-severity=info",
                "--temp-dir=/w/mount-temp",
                "--only-dir=p/q",
                "--custom-endpoint=http://h:1",
                "--key-file=/k.json",
                "--implicit-dirs",
                "--cache-dir=/w/mount-cache",
                "b",
                "/w/mount",
            ]);
        Line("gs://b?anonymous=true").ShouldContain("--anonymous-access");
    }

    [Test]
    public void Every_flag_that_it_gives_is_documented()
    {
        var config = Path.Combine(Scratch, "gcsfuse.yaml");
        File.WriteAllText(config, "cache-dir: /shared\n");
        var documented = Documented();
        var given = Line(
                "gs://b/p?endpoint=http://h:1&credentials=/k&anonymous=true",
                $"--config-file={config}"
            )
            .Where(argument => argument.StartsWith('-'))
            .Select(argument => argument.TrimStart('-').Split('=')[0])
            .ToList();
        given.Count.ShouldBe(11);
        given.ShouldAllBe(flag => documented.Contains(flag));
    }

    [Test]
    public void Every_documented_flag_passes_through_but_those_that_bench_says_itself()
    {
        var refused = Documented()
            .Where(flag => Kind.CheckArguments([$"--{flag}=/x"]).Any())
            .Order(StringComparer.Ordinal);
        refused.ShouldBe([
            "anonymous-access",
            "cache-dir",
            "custom-endpoint",
            "foreground",
            "help",
            "key-file",
            "log-file",
            "only-dir",
            "temp-dir",
            "version",
        ]);
    }

    [TestCase("-foreground=false")]
    [TestCase("--log_file=/x")]
    public void Old_spellings_of_flags_are_known(string argument) =>
        Kind.CheckArguments([argument]).ShouldHaveSingleItem();

    [Test]
    public void A_cache_folder_of_a_config_file_gives_way_to_a_fresh_one()
    {
        var config = Path.Combine(Scratch, "gcsfuse.yaml");
        File.WriteAllText(config, "file-cache:\n  max-size-mb: 10\n");
        Line("gs://b", "--config-file", config).ShouldNotContain("--cache-dir=/w/mount-cache");
        File.AppendAllText(config, "cache-dir: /shared\n");
        Line("gs://b", "--config-file", config).ShouldContain("--cache-dir=/w/mount-cache");
    }

    [Test]
    public void A_config_file_is_named_by_an_absolute_path_that_is_there()
    {
        Kind.CheckArguments(["--config-file=c.yaml"]).ShouldHaveSingleItem();
        Should
            .Throw<MountException>(() => Line("gs://b", "--config-file=/no/such.yaml"))
            .Message.ShouldContain("/no/such.yaml");
    }

    private static IReadOnlyList<string> Line(string source, params string[] arguments) =>
        GcsfuseMount.Arguments(BucketSource.Parse(source), arguments, new FusePaths("/w"));

    private static HashSet<string> Documented() =>
        [
            .. File.ReadLines(
                    Path.Combine(
                        TestContext.CurrentContext.TestDirectory,
                        "TestData",
                        "gcsfuse-flags.txt"
                    )
                )
                .Where(line => !line.StartsWith('#')),
        ];
}
