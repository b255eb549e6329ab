using Bench.Storage.Buckets;
using Bench.Storage.Gcs;

namespace Bench.Storage.Tests.Gcs;

public sealed class GcsSettingsTests
{
    [TestCase("gs://bucket", "bucket", "")]
    [TestCase("gs://bucket/", "bucket", "")]
    [TestCase("GS://bucket/a", "bucket", "a/")]
    [TestCase("gs://bucket/a/b/", "bucket", "a/b/")]
    [TestCase("gs://bucket//a", "bucket", "/a/")]
    [TestCase("gs://bucket/a//", "bucket", "a//")]
    [TestCase("gs://bucket/100%25+a b/#x", "bucket", "100%25+a b/#x/")]
    [TestCase("gs://my_bucket.example-1.com/a", "my_bucket.example-1.com", "a/")]
    [TestCase("gs://0-0/a", "0-0", "a/")]
    public void A_uri_names_bucket_and_prefix(string uri, string bucket, string prefix)
    {
        var settings = GcsSettings.Parse(uri, null);
        settings.Bucket.ShouldBe(bucket);
        settings.Prefix.ShouldBe(prefix);
        settings.Uri.ShouldBe(uri);
        settings.Endpoint.ShouldBe("https://storage.googleapis.com");
        settings.Anonymous.ShouldBeFalse();
        settings.CredentialsFile.ShouldBeNull();
    }

    [TestCase("", null, "https://storage.googleapis.com", false, null)]
    [TestCase("?endpoint=http://127.0.0.1:1/", null, "http://127.0.0.1:1", false, null)]
    [TestCase("?endpoint=http://h/p/", "other:1", "http://h/p", false, null)]
    [TestCase("?endpoint=http%3A%2F%2Fh%3A1&anonymous=true", null, "http://h:1", true, null)]
    [TestCase("", "127.0.0.1:9", "http://127.0.0.1:9", true, null)]
    [TestCase("", "http://127.0.0.1:9", "http://127.0.0.1:9", true, null)]
    [TestCase("", "https://host", "https://host", true, null)]
    [TestCase("", " ", "https://storage.googleapis.com", false, null)]
    [TestCase("?anonymous=false", "h:9", "http://h:9", false, null)]
    [TestCase("?credentials=/k%20ey.json", "h:9", "http://h:9", false, "/k ey.json")]
    [TestCase("?credentials=/a+b", null, "https://storage.googleapis.com", false, "/a+b")]
    [TestCase("?anonymous=true", null, "https://storage.googleapis.com", true, null)]
    public void Settings_come_from_the_query_then_from_the_environment(
        string query,
        string? emulator,
        string endpoint,
        bool anonymous,
        string? file
    )
    {
        var settings = GcsSettings.Parse($"gs://bucket/p{query}", emulator);
        settings.Endpoint.ShouldBe(endpoint);
        settings.Anonymous.ShouldBe(anonymous);
        settings.CredentialsFile.ShouldBe(file);
        settings.Prefix.ShouldBe("p/");
    }

    [TestCase("gs://", "is missing")]
    [TestCase("gs:///prefix", "is missing")]
    [TestCase("gs://ab", "3 to 63")]
    [TestCase("gs://Bucket/a", "'Bucket'")]
    [TestCase("gs://-bucket", "'-bucket'")]
    [TestCase("gs://bucket-", "'bucket-'")]
    [TestCase("gs://a..b", "'a..b'")]
    [TestCase("gs://bu cket", "'bu cket'")]
    [TestCase("gs://bucket:80/a", "'bucket:80'")]
    [TestCase("gs://user@bucket/a", "'user@bucket'")]
    [TestCase("gs://192.168.1.1/a", "IP address")]
    [TestCase("gs://bucket/a\nb", "line feed")]
    [TestCase("gs://bucket/.well-known/acme-challenge/x", ".well-known")]
    [TestCase("gs://bucket?region=x", "'region'")]
    [TestCase("gs://bucket?endpoint=", "'endpoint'")]
    [TestCase("gs://bucket?endpoint=localhost:1", "'localhost:1'")]
    [TestCase("gs://bucket?endpoint=ftp://h", "'ftp://h'")]
    [TestCase("gs://bucket?endpoint=http://h%3Fq=1", "'http://h?q=1'")]
    [TestCase("gs://bucket?anonymous=yes", "'yes'")]
    [TestCase("gs://bucket?anonymous", "name=value")]
    [TestCase("gs://bucket?anonymous=true&anonymous=true", "twice")]
    [TestCase("gs://bucket?anonymous=true&credentials=/a", "exclude")]
    [TestCase("gs://bucket?credentials=a%00b", "NUL")]
    public void What_cannot_be_is_refused_by_name(string uri, string part)
    {
        var refused = Should.Throw<StoreUriException>(() => Stores.Open(uri));
        refused.Message.ShouldContain($"'{uri}'");
        refused.Message.ShouldContain(part);
    }

    [TestCase(63, true)]
    [TestCase(64, false)]
    public void A_bucket_name_has_its_longest(int length, bool isGood)
    {
        var uri = $"gs://{new string('a', length)}/p";
        if (isGood)
        {
            GcsSettings.Parse(uri, null).Prefix.ShouldBe("p/");
        }
        else
        {
            Should.Throw<StoreUriException>(() => GcsSettings.Parse(uri, null));
        }
    }

    [Test]
    public void A_wrong_emulator_variable_is_told_by_name() =>
        Should
            .Throw<StoreUriException>(() => GcsSettings.Parse("gs://bucket", "no host"))
            .Message.ShouldContain("STORAGE_EMULATOR_HOST='no host'");

    [Test]
    public void Stores_know_buckets()
    {
        const string uri = "gs://bucket/a/b?endpoint=http://127.0.0.1:1&anonymous=true";
        Stores.Open(uri).ShouldBeOfType<BucketStore>().Uri.ShouldBe(uri);
    }
}
