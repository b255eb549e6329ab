using Bench.Model.Runs;
using Bench.Planning.Inputs;

namespace Bench.Planning.Tests.Inputs;

public class ConfigsCsvTests
{
    [TestCase("commit,mount_args,label\nmaster,--a --b=c,x\n")]
    [TestCase("LABEL,commit,mount_args\nx,master,\"--a --b=c\"\n")]
    public void Columns_may_stand_in_any_order(string text)
    {
        var (csv, problems) = ConfigsCsv.Read(Given.File(text, "configs.csv"));

        problems.ShouldBeEmpty();
        var config = csv!.Configs.ShouldHaveSingleItem();
        config.ConfigId.ShouldBe(1);
        config.Commit.ShouldBe("master");
        config.Label.ShouldBe("x");
        config.MountArgs.ShouldBe(["--a", "--b=c"]);
    }

    [Test]
    public void Labels_are_numbered_where_they_are_not_given()
    {
        ConfigsCsv
            .Read(Given.File("commit,mount_args\nmaster,\nv2,--x\n"))
            .Value!.Configs.Select(c => c.Label)
            .ShouldBe(["config-1", "config-2"]);
        ConfigsCsv
            .Read(Given.File("commit,mount_args,label\nmaster,,\nv2,--x,mine\n"))
            .Value!.Configs.Select(c => c.Label)
            .ShouldBe(["config-1", "mine"]);
    }

    [Test]
    public void Cache_states_are_factors_of_a_config()
    {
        const string text =
            "commit,mount_args,label,cache,metadata\nmaster,,cold,drop,cold\nmaster,,warm,warm,warm\nmaster,,run,,\n";

        var (csv, problems) = ConfigsCsv.Read(Given.File(text));

        problems.ShouldBeEmpty();
        csv!
            .Configs.Select(c => (c.Cache, c.Metadata))
            .ShouldBe([
                (CacheMode.Drop, MetadataMode.Cold),
                (CacheMode.Warm, MetadataMode.Warm),
                (null, null),
            ]);
    }

    [TestCase("read_mount_configs.csv")]
    [TestCase("write_mount_configs.csv")]
    public void Suites_load(string name)
    {
        var (csv, problems) = ConfigsCsv.Read(Given.Suite(name));

        problems.ShouldBeEmpty();
        csv!.Configs.Select(c => c.Label).ShouldBe(["grpc", "http1"]);
        csv.Configs[0].MountArgs[0].ShouldBe("--implicit-dirs");
        csv.Configs[0].MountArgs[^1].ShouldBe("--client-protocol=grpc");
    }

    [TestCase(
        "commit,mount_args,cache\nmaster,,hot\n",
        "configs.csv:2: column cache: 'hot' is not one of its words; use one of none, drop, warm"
    )]
    [TestCase(
        "commit,mount_args,label\nmaster,--a,x\nmaster,--b,x\n",
        "configs.csv:3: column label: 'x' is also the label of the config on line 2; give each config a label of its own"
    )]
    [TestCase(
        "commit,mount_args,label\nmaster,--a,config-2\nmaster,--b,\n",
        "configs.csv:3: column label: 'config-2' is also the label of the config on line 2; give each config a label of its own"
    )]
    [TestCase(
        "commit,mount_args\nmaster,--a='b\n",
        @"configs.csv:2: column mount_args: '--a='b' opens a quote ' at character 5 that is never closed; quote as in a shell: 'a b' or ""a b"", and a quote itself as \"" or \'"
    )]
    [TestCase(
        "commit,mount_args\n,--a\n",
        "configs.csv:2: column commit: '' is empty; write for example master"
    )]
    [TestCase(
        "commit,mount_args\n--upload-pack=x,--a\n",
        "configs.csv:2: column commit: '--upload-pack=x' begins with '-'; write a commit, branch or version, for example master"
    )]
    [TestCase(
        "commit,label\nmaster,x\n",
        "configs.csv:1: column mount_args: is missing from the configs CSV; a configs CSV looks like commit,mount_args,label"
    )]
    [TestCase(
        "commit,mount_args,colour\nmaster,--a,red\n",
        "configs.csv:1: 'colour' is not a column of a configs CSV; its columns are commit, mount_args, label, cache, metadata"
    )]
    public void What_is_wrong_is_told(string text, string expected)
    {
        var (_, problems) = ConfigsCsv.Read(Given.File(text, "configs.csv"));

        problems.Select(p => p.ToString()).ShouldBe([expected]);
    }

    [Test]
    public void The_command_line_describes_one_config()
    {
        var config = ConfigsCsv.Of("master", "--a 'b c'").Value!.Configs.ShouldHaveSingleItem();

        config.Label.ShouldBe("config-1");
        config.MountArgs.ShouldBe(["--a", "b c"]);
        ConfigsCsv
            .Of("a b", "\"")
            .Problems.Select(p => p.File)
            .ShouldBe(["--gcsfuse-commit", "--gcsfuse-mount-args"]);
    }
}
