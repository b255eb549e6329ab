using Bench.Storage.S3;

namespace Bench.Storage.Tests.S3;

public sealed class S3SettingsTests
{
    private const string NoFile = "/nonexistent/credentials";

    [TestCase("s3://bkt?region=r", "s3://bkt?region=r", "")]
    [TestCase("S3://bkt/?region=r", "s3://bkt?region=r", "")]
    [TestCase("s3://bkt/a/b//?region=r", "s3://bkt/a/b?region=r", "a/b/")]
    [TestCase("s3://bkt/a%20b+c//ü?region=r", "s3://bkt/a%20b+c//ü?region=r", "a%20b+c//ü/")]
    [TestCase(
        "s3://bkt/p?path_style=false&profile=a%26b&region=r&endpoint=http%3A%2F%2F127.0.0.1:9000",
        "s3://bkt/p?endpoint=http://127.0.0.1:9000&region=r&profile=a%26b&path_style=false",
        "p/"
    )]
    public void A_uri_has_one_form_that_means_the_same(string uri, string text, string keyPrefix)
    {
        var settings = Of(uri);
        settings.Uri.ShouldBe(text);
        settings.KeyPrefix.ShouldBe(keyPrefix);
        Of(text).ShouldBe(settings);
    }

    [Test]
    public void What_the_uri_leaves_out_comes_from_the_environment_and_not_into_the_uri()
    {
        var settings = Of(
            "s3://bkt/p",
            ("AWS_ENDPOINT_URL", "http://general:1"),
            ("AWS_ENDPOINT_URL_S3", "http://s3:2"),
            ("AWS_DEFAULT_REGION", "default"),
            ("AWS_REGION", "region")
        );
        settings.Endpoint.ShouldBe(new Uri("http://s3:2"));
        settings.Region.ShouldBe("region");
        settings.PathStyle.ShouldBeTrue();
        settings.Uri.ShouldBe("s3://bkt/p");
    }

    [Test]
    public void What_the_uri_says_goes_before_the_environment()
    {
        var settings = Of(
            "s3://bkt?endpoint=https://own:1&region=own&path_style=false",
            ("AWS_ENDPOINT_URL_S3", "http://s3:2"),
            ("AWS_REGION", "region")
        );
        settings.Endpoint.ShouldBe(new Uri("https://own:1"));
        settings.Region.ShouldBe("own");
        settings.PathStyle.ShouldBeFalse();
    }

    [Test]
    public void A_profile_gives_region_and_endpoint()
    {
        using var folder = new Files.TemporaryFolder();
        var file = Path.Combine(folder.Path, "credentials");
        File.WriteAllText(
            file,
            "[mine]\nregion = eu-west-3\nendpoint_url = http://127.0.0.1:9000\n"
                + "aws_access_key_id = a\naws_secret_access_key = b\n"
        );
        foreach (var uri in (string[])["s3://bkt?profile=mine", "s3://bkt"])
        {
            var settings = Of(uri, ("AWS_SHARED_CREDENTIALS_FILE", file), ("AWS_PROFILE", "mine"));
            settings.Region.ShouldBe("eu-west-3");
            settings.Endpoint.ShouldBe(new Uri("http://127.0.0.1:9000"));
            settings.Uri.ShouldBe(uri);
        }
    }

    [Test]
    public void Aws_itself_needs_a_region_and_has_the_bucket_in_the_host()
    {
        Should.Throw<StoreUriException>(() => Of("s3://bkt")).Message.ShouldContain("--region");
        Of("s3://bkt?region=eu-west-1").PathStyle.ShouldBeFalse();
        Of("s3://bkt?endpoint=http://h:1").Region.ShouldBe("us-east-1");
    }

    [TestCase("s3://", "names no bucket")]
    [TestCase("s3:///p", "names no bucket")]
    [TestCase("s3://ab", "'ab'")]
    [TestCase("s3://Bucket", "'Bucket'")]
    [TestCase("s3://under_score", "'under_score'")]
    [TestCase("s3://-bkt", "'-bkt'")]
    [TestCase("s3://a..b", "'a..b'")]
    [TestCase("s3://127.0.0.1", "'127.0.0.1'")]
    [TestCase("s3://bkt:9000/p", "'bkt:9000'")]
    [TestCase("s3://bkt//p", "prefix")]
    [TestCase("s3://bkt/a/../b", "prefix")]
    [TestCase("s3://bkt?colour=red", "'colour'")]
    [TestCase("s3://bkt?region", "name=value")]
    [TestCase("s3://bkt?=x", "name=value")]
    [TestCase("s3://bkt?region=a&region=b", "twice")]
    [TestCase("s3://bkt?region=", "region")]
    [TestCase("s3://bkt?region=a/b", "'a/b'")]
    [TestCase("s3://bkt?profile=", "profile")]
    [TestCase("s3://bkt?path_style=yes", "'yes'")]
    [TestCase("s3://bkt?endpoint=127.0.0.1:9000", "'127.0.0.1:9000'")]
    [TestCase("s3://bkt?endpoint=ftp://host", "'ftp://host'")]
    [TestCase("s3://bkt?endpoint=http://host/path", "'http://host/path'")]
    [TestCase("s3://bkt?endpoint=http://host?x=1", "'http://host?x=1'")]
    public void What_cannot_be_used_is_named_with_a_remedy(string uri, string named)
    {
        var refused = Should.Throw<StoreUriException>(() => Of(uri, ("AWS_REGION", "r")));
        refused.Message.ShouldContain(named);
        refused.Message.ShouldContain("; ");
        Should.Throw<StoreUriException>(() => Stores.Open(uri));
    }

    [TestCase("s3://key:hush@bkt/p")]
    [TestCase("s3://bkt?secret_key=hush")]
    [TestCase("s3://bkt?endpoint=http://key:hush@host")]
    [TestCase("s3://bkt?endpoint=key:hush@host")]
    public void Secrets_are_refused_and_not_repeated(string uri) =>
        Should.Throw<StoreUriException>(() => Of(uri)).Message.ShouldNotContain("hush");

    [Test]
    public void A_wrong_endpoint_of_the_environment_is_named_by_its_variable() =>
        Should
            .Throw<StoreUriException>(() => Of("s3://bkt", ("AWS_ENDPOINT_URL_S3", "nonsense")))
            .Message.ShouldContain("AWS_ENDPOINT_URL_S3 'nonsense'");

    private static S3Settings Of(string uri, params (string Name, string Value)[] variables) =>
        S3Settings.Of(
            S3Uri.Parse(uri),
            new S3Environment(name =>
                variables.FirstOrDefault(variable => variable.Name == name).Value
                ?? (name == "AWS_SHARED_CREDENTIALS_FILE" ? NoFile : null)
            )
        );
}
