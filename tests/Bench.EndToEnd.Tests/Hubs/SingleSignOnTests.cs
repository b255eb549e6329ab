using Bench.EndToEnd.Tests.Harness;
using Bench.Testing.S3;

namespace Bench.EndToEnd.Tests.Hubs;

/// <summary>Stage A on a source whose credentials come from single sign-on: it logs in once, when that is what is missing.</summary>
public sealed class SingleSignOnTests
{
    [Test]
    public async Task A_token_that_is_missing_or_expired_is_renewed_once_and_the_stage_goes_on()
    {
        await using var bucket = await RgwServer
            .FromEnvironment()
            .UseInThisProcess()
            .NewBucketAsync();
        await using var bed = new PipelineBed
        {
            Place = name => bucket.UriOf($"hub/{name}"),
            Backend = ["--backend", "s3"],
        };
        foreach (var (name, value) in bucket.Server.ClientEnvironment)
        {
            bed.Sandbox.Environment[name] = value;
        }
        await bed.MakeAsync(modules: 2);
        (await bed.SeedAsync("--wipe")).ShouldHaveCode(0);
        var source = bucket.UriOf("hub/backend/zen-seed-packed");
        await using var signOn = new SingleSignOn(bed.Sandbox, bucket.Server);

        (await Snapshot(source)).ShouldHaveCode(0).Output.ShouldContain("logging in");
        signOn.Logins.ShouldBe(["sso login --profile sso"], "no token was there");
        PipelineBed.Modules(bed.Snapshot).ShouldBe(PipelineBed.Tree(bed.Made));

        (await Snapshot(source)).ShouldHaveCode(0);
        signOn.Logins.Count.ShouldBe(1, "the token is good");

        signOn.Token(expires: "2001-01-01T00:00:00Z");
        bed.Sandbox.Environment["ZEN_PERF_AWS_PROFILE"] = SingleSignOn.Profile;
        (await bed.SnapshotAsync(source)).ShouldHaveCode(0);
        signOn.Logins.Count.ShouldBe(2, "it had expired");

        Task<Ended> Snapshot(string of) => bed.SnapshotAsync(of, "--profile", SingleSignOn.Profile);
    }

    [Test]
    public async Task A_login_that_fails_or_is_not_what_is_missing_ends_the_stage_with_one_clear_error()
    {
        await using var bucket = await RgwServer
            .FromEnvironment()
            .UseInThisProcess()
            .NewBucketAsync();
        await using var bed = new PipelineBed();
        await using var signOn = new SingleSignOn(bed.Sandbox, bucket.Server);

        signOn.LoginFails();
        var failed = (await Snapshot(SingleSignOn.Profile)).ShouldHaveCode(3);
        failed.Errors.ShouldContain("'aws sso login --profile sso' failed: exit code 255");
        failed.Errors.ShouldContain("the browser was closed", Case.Sensitive, "it is for people");
        signOn.Logins.Count.ShouldBe(1);

        // A token that is there and not taken any more, and a login that does not mend that.
        signOn.Token(expires: "2999-01-01T00:00:00Z", token: "revoked");
        signOn.LoginGivesNothingOfUse();
        (await Snapshot(SingleSignOn.Profile)).ShouldHaveCode(3).Errors.ShouldContain("login");
        signOn.Logins.Count.ShouldBe(2, "once for each stage, whatever came of it");

        (await Snapshot("keys")).ShouldHaveCode(3).Errors.ShouldContain("403");
        signOn.Logins.Count.ShouldBe(2, "keys that are refused are nobody's login");

        bed.Sandbox.Environment["PATH"] = "/usr/sbin";
        (await Snapshot(SingleSignOn.Profile))
            .ShouldHaveCode(3)
            .Errors.ShouldContain("there is no program 'aws' on the PATH");
        Directory.Exists(bed.Sandbox.Folder("hub-a")).ShouldBeFalse("no hub was started");

        Task<Ended> Snapshot(string profile) => bed.SnapshotAsync(bucket.Uri, "--profile", profile);
    }
}
