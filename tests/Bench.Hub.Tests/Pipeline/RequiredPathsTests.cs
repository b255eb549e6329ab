using Bench.Hub.Pipeline;
using Bench.Hub.Pipeline.Files;
using Bench.Hub.Tests.Support;

namespace Bench.Hub.Tests.Pipeline;

public sealed class RequiredPathsTests
{
    [TestCase("/data/a", "/data/a")]
    [TestCase("/data/a", "/data/a/")]
    [TestCase("/data/a", "/data/./b/../a")]
    [TestCase("/data/a", "/data/a/below/it")]
    [TestCase("/data/a/below/it", "/data/a/")]
    [TestCase("/", "/data")]
    public void Folders_in_one_another_are_named(string one, string other)
    {
        Action[] checks =
        [
            () => RequiredPaths.Apart("--one", one, "--other", other),
            () => RequiredPaths.PlacesApart("--one", one, "--other", other),
            () => RequiredPaths.FolderApart("--one", one, "--other", other),
        ];
        foreach (var check in checks)
        {
            Should
                .Throw<PipelineInputException>(check)
                .Message.ShouldStartWith($"--one {one} and --other {other} lie in one another");
        }
    }

    [TestCase("/data/a", "/data/b")]
    [TestCase("/data/a", "/data/a2")]
    [TestCase("/data/a2/", "/data/a")]
    public void Folders_beside_each_other_are_apart(string one, string other)
    {
        RequiredPaths.Apart("--one", one, "--other", other);
        RequiredPaths.PlacesApart("--one", one, "--other", other);
        RequiredPaths.FolderApart("--one", one, "--other", other);
    }

    [TestCase("hub/seeded", "hub/seeded")]
    [TestCase("hub/seeded", "hub/seeded/")]
    [TestCase("hub", "hub/seeded")]
    [TestCase("hub/seeded/run", "hub/seeded")]
    [TestCase("s3://bucket/hub", "s3://bucket/hub/run")]
    public void Prefixes_in_one_another_are_named(string one, string other) =>
        Should
            .Throw<PipelineInputException>(() =>
                RequiredPaths.PlacesApart("--one", one, "--other", other)
            )
            .Message.ShouldContain($"--other {other}");

    [TestCase("hub/seeded", "hub/run")]
    [TestCase("hub/seeded", "hub/seeded-2")]
    [TestCase("s3://one/hub", "s3://other/hub")]
    public void Prefixes_beside_each_other_are_apart(string one, string other) =>
        RequiredPaths.PlacesApart("--one", one, "--other", other);

    [Test]
    public void A_prefix_of_a_bucket_is_apart_from_every_folder() =>
        RequiredPaths.FolderApart("--one", "hub", "--other", "hub");

    [Test]
    public void Links_are_followed_where_they_are()
    {
        using var area = new TestArea();
        Directory.CreateDirectory(area.PathOf("real/below"));
        Directory.CreateSymbolicLink(area.PathOf("link"), "real");
        Directory.CreateSymbolicLink(area.PathOf("real/up"), "../real/below");
        Directory.CreateSymbolicLink(area.PathOf("circle"), area.PathOf("circle"));
        string[] names = ["link", "link/below", "link/up/not yet/there"];
        foreach (var name in names)
        {
            Should.Throw<PipelineInputException>(() =>
                RequiredPaths.Apart("--one", area.PathOf("real"), "--other", area.PathOf(name))
            );
        }
        RequiredPaths.Apart("--one", area.PathOf("link/up"), "--other", area.PathOf("real/other"));
        RequiredPaths.Apart("--one", area.PathOf("link"), "--other", area.PathOf("circle/it"));
    }
}
