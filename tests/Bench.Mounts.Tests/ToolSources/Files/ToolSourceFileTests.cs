using System.Text;
using Bench.Model.Runs;
using Bench.Mounts.ToolSources.Files;
using Bench.Planning.Inputs;
using Bench.Planning.Problems;

namespace Bench.Mounts.Tests.ToolSources.Files;

internal sealed class ToolSourceFileTests
{
    private const string Yaml = """
        # A tool of ours.
        name: rclone
        repository: https://example.org/rclone.git
        ref: main
        build:
          - [make, "VERSION={commit}", all]
          - - strip
            - bin/rclone
        artefact: bin/rclone
        environment:
          CGO_ENABLED: "0"
        version_arguments: [version]
        release:
          url: https://example.org/v{version}/rclone_{version}_{arch}.tar.gz
          artefact: bin/rclone
          sha256:
            1.60.0: 0123456789012345678901234567890123456789012345678901234567890123

        """;

    private const string Json = """
        {
        	"name": "rclone",
        	"repository": "https://example.org/rclone.git",
        	"build": [["make"]],
        	"artefact": "bin/rclone"
        }
        """;

    private const string Good = "name: tool\nrepository: /r\nbuild: [[make]]\nartefact: tool\n";

    [Test]
    public void A_whole_source_is_read_from_YAML()
    {
        var source = Read(Yaml).Value.ShouldNotBeNull();
        source.Name.ShouldBe("rclone");
        source.Repository.ShouldBe("https://example.org/rclone.git");
        source.Ref.ShouldBe("main");
        source.Build.ShouldBe([
            ["make", "VERSION={commit}", "all"],
            ["strip", "bin/rclone"],
        ]);
        source.Artefact.ShouldBe("bin/rclone");
        source.Environment.ShouldBe(new Dictionary<string, string> { ["CGO_ENABLED"] = "0" });
        source.VersionArguments.ShouldBe(["version"]);
        source.Release!.Url.ShouldContain("{arch}");
        source.Release.Sha256!.Keys.ShouldBe(["1.60.0"]);
    }

    [Test]
    public void A_source_is_read_from_JSON_with_tabs()
    {
        var source = Read(Json, "tool.json").Value.ShouldNotBeNull();
        (source.Name, source.Build.Count, source.Ref).ShouldBe(("rclone", 1, null));
        source.Release.ShouldBeNull();
    }

    [Test]
    public void A_path_begins_at_the_files_folder()
    {
        var text = Good.Replace("/r\n", "../source\n", StringComparison.Ordinal);
        Read(text, "/some/folder/tool.yaml").Value!.Repository.ShouldBe("/some/source");
    }

    [TestCase("https://example.org/x.git")]
    [TestCase("ssh://git@example.org/x.git")]
    [TestCase("git@example.org:x.git")]
    [TestCase("file:///srv/x.git")]
    public void A_URL_stays_as_it_is(string url) =>
        Read(Good.Replace("/r\n", $"{url}\n", StringComparison.Ordinal))
            .Value!.Repository.ShouldBe(url);

    [Test]
    public void All_that_is_wrong_is_told_at_once_with_its_line()
    {
        var read = Read(
            "name: a/b\nrepositry: x\nbuild: make\nartefact: ../tool\nrelease:\n  url: ftp://x\n"
        );
        read.Value.ShouldBeNull();
        var told = read.Problems.Select(problem => problem.ToString()).ToList();
        told.ShouldContain(text =>
            text.StartsWith(
                "tool.yaml:1: column name: 'a/b' is not a program's name",
                StringComparison.Ordinal
            )
        );
        told.ShouldContain(text =>
            text.StartsWith("tool.yaml:2: 'repositry' is not known here", StringComparison.Ordinal)
        );
        told.ShouldContain(text =>
            text.Contains("column repository: is missing", StringComparison.Ordinal)
        );
        told.ShouldContain(text =>
            text.StartsWith(
                "tool.yaml:3: column build: is not a list of commands",
                StringComparison.Ordinal
            )
        );
        told.ShouldContain(text =>
            text.StartsWith(
                "tool.yaml:4: column artefact: '../tool' leads out of the folder",
                StringComparison.Ordinal
            )
        );
        told.ShouldContain(text =>
            text.StartsWith(
                "tool.yaml:6: column release.url: 'ftp://x' is no http or https URL",
                StringComparison.Ordinal
            )
        );
        told.ShouldContain(text =>
            text.Contains("column release.artefact: is missing", StringComparison.Ordinal)
        );
    }

    [TestCase("[", 1)]
    [TestCase("- a\n", 1)]
    [TestCase("", 1)]
    [TestCase("name: x\nname: y\n", 2)]
    [TestCase("a: 1\n---\nb: 2\n", 1)]
    public void What_is_no_mapping_is_told(string text, int line)
    {
        var problem = Read(text).Problems.ShouldHaveSingleItem();
        problem.File.ShouldBe("tool.yaml");
        problem.Line!.Value.ShouldBeGreaterThanOrEqualTo(line);
        problem.Remedy.ShouldContain("docs/tools.md");
    }

    [TestCase("build: []")]
    [TestCase("build: [[]]")]
    [TestCase("build: [[-c, x]]")]
    [TestCase("build: [make]")]
    [TestCase("build: [[make, [x]]]")]
    public void Commands_are_lists_of_arguments(string build) =>
        Read(Good.Replace("build: [[make]]", build, StringComparison.Ordinal))
            .Problems.ShouldHaveSingleItem()
            .Column.ShouldBe("build");

    [TestCase("repository", "https://user:s3cret@example.org/x.git")]
    [TestCase("repository", "https://s3cret@example.org/x.git")]
    [TestCase("environment", "{GITHUB_TOKEN: s3cret}")]
    public void A_secret_is_refused_and_not_repeated(string name, string value)
    {
        var text =
            name == "repository"
                ? Good.Replace("/r\n", $"{value}\n", StringComparison.Ordinal)
                : $"{Good}{name}: {value}\n";
        var problem = Read(text).Problems.ShouldHaveSingleItem();
        problem.Column.ShouldBe(name);
        problem.ToString().ShouldContain("recorded in the bucket");
        problem.ToString().ShouldNotContain("s3cret");
    }

    private static Parsed<ToolSource> Read(string text, string name = "tool.yaml") =>
        ToolSourceFile.Read(new SourceFile(name, Encoding.UTF8.GetBytes(text)));
}
