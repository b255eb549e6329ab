using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Bench.Host.Processes;
using Bench.Model.Runs;
using Bench.Mounts.ToolSources;

namespace Bench.Mounts.Tests.ToolSources.Releases;

internal sealed class ReleaseDownloadTests
{
    private const string Script = "#!/bin/sh\necho tool version 2.5.0\n";
    private ToolBed _bed = null!;
    private ReleaseServer _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _bed = await ToolBed.CreateAsync();
        _server = new ReleaseServer();
    }

    [TearDown]
    public void Stop()
    {
        _server.Dispose();
        _bed.Dispose();
    }

    [TestCase("tool_{version}_linux.tar.gz")]
    [TestCase("tool_{version}_linux.tar")]
    [TestCase("tool_{version}_linux.deb")]
    [TestCase("tool_{version}_linux")]
    public async Task A_release_is_downloaded_once_and_unpacked(string name)
    {
        var package = await PackageAsync(name);
        Serve(name, package);
        var tool = await Provider(name).GetAsync("version:2.5.0", CancellationToken.None);
        (await _bed.RunAsync(tool)).ShouldBe("tool version 2.5.0");
        (tool.Version, tool.Commit).ShouldBe(("2.5.0", null));
        using var manifest = JsonDocument.Parse(
            await File.ReadAllTextAsync(
                Path.Combine(Path.GetDirectoryName(tool.Path)!, "manifest.json")
            )
        );
        manifest.RootElement.GetProperty("package_sha256").GetString().ShouldBe(Digest(package));
        manifest.RootElement.GetProperty("origin").GetString()!.ShouldStartWith(_server.Base);

        (await Provider(name).GetAsync("version:2.5.0", CancellationToken.None)).ShouldBe(tool);
        _server.Asked.ShouldBe([$"/v2.5.0/{name.Replace("{version}", "2.5.0")}"]);
    }

    [Test]
    public async Task A_digest_that_is_expected_must_be_the_packages()
    {
        const string name = "tool_{version}.tar.gz";
        var package = await PackageAsync(name);
        Serve(name, package);
        var good = Release(name, Digest(package).ToUpperInvariant());
        var tool = await Provider(good).GetAsync("version:2.5.0", CancellationToken.None);
        tool.Version.ShouldBe("2.5.0");

        var error = await FailAsync(Release(name, new string('0', 64)));
        error.Message.ShouldContain(Digest(package));
        error.Message.ShouldContain("it is not used");
    }

    [Test]
    public async Task A_release_that_is_not_there_is_told()
    {
        var error = await FailAsync(Release("tool_{version}.tar.gz"));
        error.Message.ShouldContain($"no release at {_server.Base}/v2.5.0/tool_2.5.0.tar.gz");
        error.Message.ShouldContain("HTTP 404");
    }

    [Test]
    public async Task A_server_that_refuses_is_told()
    {
        _server.Refusal = HttpStatusCode.ServiceUnavailable;
        (await FailAsync(Release("tool_{version}.tar.gz"))).Message.ShouldContain("HTTP 503");
    }

    [Test]
    public async Task A_network_that_is_not_there_is_told()
    {
        var release = new ToolRelease
        {
            Url = "http://127.0.0.1:1/tool_{version}.tar.gz",
            Artefact = "bin/tool",
        };
        var error = await FailAsync(release);
        error.Message.ShouldContain("http://127.0.0.1:1/tool_2.5.0.tar.gz");
        error.Message.ShouldContain("it needs the network");
    }

    [TestCase("tool_{version}.tar.gz")]
    [TestCase("tool_{version}.tar")]
    [TestCase("tool_{version}.deb")]
    public async Task What_is_no_package_is_told(string name)
    {
        Serve(name, Encoding.UTF8.GetBytes("<html>log in first</html>"));
        var error = await FailAsync(Release(name));
        error.Message.ShouldContain("cannot be unpacked");
        Directory.GetDirectories(Path.Combine(_bed.Cache, "tool")).ShouldBeEmpty();
    }

    [Test]
    public async Task A_package_without_the_program_is_told()
    {
        const string name = "tool_{version}.tar";
        Serve(name, await PackageAsync(name));
        var error = await FailAsync(Release(name) with { Artefact = "usr/bin/other" });
        error.Message.ShouldContain("holds no file usr/bin/other");
    }

    [Test]
    public async Task A_package_cannot_write_outside_its_folder()
    {
        const string name = "tool_{version}.tar";
        Serve(name, Tar("../../../outside"));
        var error = await FailAsync(Release(name));
        error.Message.ShouldContain("cannot be unpacked");
        Directory.GetFiles(_bed.Root, "outside", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    private ToolProvider Provider(string name) => Provider(Release(name));

    private ToolProvider Provider(ToolRelease release) =>
        new(_bed.Host, _bed.Source with { Release = release });

    private Task<ToolSourceException> FailAsync(ToolRelease release) =>
        Should.ThrowAsync<ToolSourceException>(() =>
            Provider(release).GetAsync("version:2.5.0", CancellationToken.None)
        );

    private ToolRelease Release(string name, string? digest = null) =>
        new()
        {
            Url = $"{_server.Base}/v{{version}}/{name}",
            Artefact = "usr/bin/tool",
            Sha256 = digest is null ? null : new Dictionary<string, string> { ["2.5.0"] = digest },
        };

    private void Serve(string name, byte[] content) =>
        _server.Files[$"/v2.5.0/{name.Replace("{version}", "2.5.0")}"] = content;

    private async Task<byte[]> PackageAsync(string name) =>
        Path.GetExtension(name) switch
        {
            ".gz" => Zipped(Tar("usr/bin/tool")),
            ".tar" => Tar("usr/bin/tool"),
            ".deb" => await DebianAsync(),
            _ => Encoding.UTF8.GetBytes(Script),
        };

    private static byte[] Tar(string entry)
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, leaveOpen: true))
        {
            tar.WriteEntry(
                new PaxTarEntry(TarEntryType.RegularFile, entry)
                {
                    DataStream = new MemoryStream(Encoding.UTF8.GetBytes(Script)),
                }
            );
        }
        return stream.ToArray();
    }

    private static byte[] Zipped(byte[] content)
    {
        using var stream = new MemoryStream();
        using (var zip = new GZipStream(stream, CompressionMode.Compress))
        {
            zip.Write(content);
        }
        return stream.ToArray();
    }

    private async Task<byte[]> DebianAsync()
    {
        var folder = _bed.InFolder("package");
        Directory.CreateDirectory(Path.Combine(folder, "DEBIAN"));
        Directory.CreateDirectory(Path.Combine(folder, "usr/bin"));
        await File.WriteAllTextAsync(
            Path.Combine(folder, "DEBIAN/control"),
            "Package: tool\nVersion: 2.5.0\nArchitecture: all\nMaintainer: T <t@example.org>\nDescription: a tool\n"
        );
        await File.WriteAllTextAsync(Path.Combine(folder, "usr/bin/tool"), Script);
        var exit = await new ProcessRunner()
            .Start(new ProcessSpec("dpkg-deb", ["--build", folder, _bed.InFolder("package.deb")]))
            .Completion;
        exit.Succeeded.ShouldBeTrue();
        return await File.ReadAllBytesAsync(_bed.InFolder("package.deb"));
    }

    private static string Digest(byte[] content) =>
        Convert.ToHexStringLower(SHA256.HashData(content));
}
