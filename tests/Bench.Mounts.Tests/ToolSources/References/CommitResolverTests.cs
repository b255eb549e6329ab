using Bench.Model.Runs;
using Bench.Mounts.ToolSources;
using Bench.Mounts.ToolSources.References;
using Bench.Planning.Specs;

namespace Bench.Mounts.Tests.ToolSources.References;

internal sealed class CommitResolverTests
{
    [Test(
        Description = "moving-ref: master was not resolved, so workers could build different commits"
    )]
    public async Task A_branch_that_moves_after_planning_changes_nothing()
    {
        using var bed = await ToolBed.CreateAsync();
        var first = await bed.CommitAsync("1.0");
        var config = await new CommitResolver(bed.Host).ResolveAsync(
            PlannedRun.Of(bed.Source, ["master"], vms: 3),
            CancellationToken.None
        );
        config.Configs.Single().ResolvedCommit.ShouldBe(first);

        var second = await bed.CommitAsync("2.0");
        second.ShouldNotBe(first);

        var specs = JobSpecs.Derive(config, new string('0', 64)).ToList();
        specs.Count.ShouldBe(3);
        foreach (var spec in specs)
        {
            spec.TestEntries.ShouldNotBeEmpty();
            foreach (var entry in spec.TestEntries)
            {
                entry.Commit.ShouldBe("master");
                entry.ResolvedCommit.ShouldBe(first);
                // Each worker on a host of its own, with nothing kept there.
                var host = bed.Host with
                {
                    CacheFolder = bed.InFolder($"cache-{spec.VmName}"),
                };
                var tool = await ToolProvider
                    .Of(spec.Options, host)!
                    .GetAsync(entry.ResolvedCommit!, CancellationToken.None);
                tool.Facts["tool_commit"].ShouldBe(first);
                (await bed.RunAsync(tool)).ShouldBe("tool version 1.0 (test)");
            }
        }
    }

    [Test]
    public async Task Branches_tags_and_hashes_mean_their_commits()
    {
        using var bed = await ToolBed.CreateAsync();
        var first = await bed.CommitAsync("1.0");
        await bed.GitAsync("tag", "light");
        await bed.GitAsync("tag", "--annotate", "heavy", "--message", "a tag with a message");
        await bed.GitAsync("branch", "topic/one");
        var second = await bed.CommitAsync("2.0");
        var resolved = await ResolveAsync(
            bed,
            "light",
            "heavy",
            "topic/one",
            "refs/heads/master",
            "HEAD",
            first,
            first[..9],
            first.ToUpperInvariant()
        );
        resolved["light"].ShouldBe(first);
        resolved["heavy"].ShouldBe(first);
        resolved["topic/one"].ShouldBe(first);
        resolved["refs/heads/master"].ShouldBe(second);
        resolved["HEAD"].ShouldBe(second);
        resolved[first].ShouldBe(first);
        resolved[first[..9]].ShouldBe(first);
        resolved[first.ToUpperInvariant()].ShouldBe(first);
    }

    [Test]
    public async Task One_run_asks_the_repository_once()
    {
        using var bed = await ToolBed.CreateAsync();
        var first = await bed.CommitAsync("1.0");
        await bed.GitAsync("branch", "other");
        var runner = new CountingRunner(bed.Host.Processes);
        var resolved = await new CommitResolver(bed.Host with { Processes = runner }).ResolveAsync(
            PlannedRun.Of(bed.Source, ["master", "other", "master"], vms: 1),
            CancellationToken.None
        );
        resolved.Configs.Select(one => one.ResolvedCommit).ShouldBe([first, first, first]);
        runner.Started.ShouldBe(1);
    }

    [Test]
    public async Task What_does_not_move_needs_no_repository()
    {
        using var bed = await ToolBed.CreateAsync();
        var hash = new string('a', 40);
        var runner = new CountingRunner(bed.Host.Processes);
        var resolver = new CommitResolver(bed.Host with { Processes = runner });
        var resolved = await resolver.ResolveAsync(
            bed.Source with
            {
                Repository = bed.InFolder("absent"),
            },
            [hash, "installed", "/bin/sh", "version:1.2.3"],
            mayClone: true,
            CancellationToken.None
        );
        resolved.Values.ShouldBe(
            [hash, "installed", "path:/bin/sh", "version:1.2.3"],
            ignoreOrder: true
        );
        runner.Started.ShouldBe(0);
    }

    [Test]
    public async Task A_name_of_two_commits_is_refused()
    {
        using var bed = await ToolBed.CreateAsync();
        await bed.CommitAsync("1.0");
        await bed.GitAsync("tag", "twice");
        await bed.CommitAsync("2.0");
        await bed.GitAsync("branch", "twice");
        var error = await Should.ThrowAsync<ToolSourceException>(() => ResolveAsync(bed, "twice"));
        error.Message.ShouldContain("refs/heads/twice");
        error.Message.ShouldContain("refs/tags/twice");
    }

    [TestCase("mastre")]
    [TestCase("0123abcdef")]
    public async Task An_unknown_ref_is_told_with_its_repository(string name)
    {
        using var bed = await ToolBed.CreateAsync();
        await bed.CommitAsync("1.0");
        var error = await Should.ThrowAsync<ToolSourceException>(() => ResolveAsync(bed, name));
        error.Message.ShouldContain($"no branch, tag or commit '{name}'");
        error.Message.ShouldContain(bed.Repository);
    }

    [Test]
    public async Task An_abbreviated_hash_is_left_out_where_a_clone_is_too_much()
    {
        using var bed = await ToolBed.CreateAsync();
        var first = await bed.CommitAsync("1.0");
        var resolved = await new CommitResolver(bed.Host).ResolveAsync(
            bed.Source,
            [first[..9], "master"],
            mayClone: false,
            CancellationToken.None
        );
        resolved.Keys.ShouldBe(["master"]);
    }

    [Test]
    public async Task A_repository_that_cannot_be_read_is_told_with_what_is_needed()
    {
        using var bed = await ToolBed.CreateAsync();
        var source = bed.Source with { Repository = bed.InFolder("absent") };
        var error = await Should.ThrowAsync<ToolSourceException>(() =>
            new CommitResolver(bed.Host).ResolveAsync(
                source,
                ["master"],
                mayClone: true,
                CancellationToken.None
            )
        );
        error.Message.ShouldContain(source.Repository);
        error.Message.ShouldContain("does not appear to be a git repository");
        error.Message.ShouldContain("needs the network");
    }

    [Test]
    public async Task A_run_without_a_source_stays_as_it_is()
    {
        using var bed = await ToolBed.CreateAsync();
        var config = PlannedRun.Of(bed.Source, ["master"], vms: 1);
        config = config with { Options = config.Options with { ToolSource = null } };
        var same = await new CommitResolver(bed.Host).ResolveAsync(config, CancellationToken.None);
        same.Configs.Single().ResolvedCommit.ShouldBeNull();
    }

    private static Task<IReadOnlyDictionary<string, string>> ResolveAsync(
        ToolBed bed,
        params string[] commits
    ) =>
        new CommitResolver(bed.Host).ResolveAsync(
            bed.Source,
            commits,
            mayClone: true,
            CancellationToken.None
        );
}
