using System.Text;
using Amazon.Runtime;
using Bench.Storage.Buckets;
using Bench.Storage.S3;
using Bench.Testing.S3;

namespace Bench.Storage.Tests.S3;

/// <summary>Errors as RGW makes them, and those that it does not make from a server of the tests.</summary>
public sealed class S3ErrorsTests
{
    private static readonly AWSCredentials Anybody = new BasicAWSCredentials("key", "hush");

    private static CancellationToken None => CancellationToken.None;

    [Test]
    public async Task A_bucket_that_is_not_there_is_absent_for_every_call()
    {
        var server = RgwServer.FromEnvironment();
        using var client = S3Client.Open(
            $"s3://bench-not-there/p?endpoint={server.Endpoint}",
            new BasicAWSCredentials(server.AccessKey, server.SecretKey)
        );
        foreach (var call in Calls(client))
        {
            var error = await Should.ThrowAsync<StoreException>(call);
            error.Error.ShouldBe(StoreError.Absent);
            error.Message.ShouldContain("s3://bench-not-there/p");
            error.Message.ShouldContain("make the bucket 'bench-not-there'");
        }
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Wrong_keys_are_denied_for_every_call(bool knownKey)
    {
        var server = RgwServer.FromEnvironment();
        await using var bucket = await server.NewBucketAsync();
        using var client = S3Client.Open(
            bucket.Uri,
            new BasicAWSCredentials(knownKey ? server.AccessKey : "NOBODY", "hush")
        );
        foreach (var call in Calls(client))
        {
            var error = await Should.ThrowAsync<StoreException>(call);
            error.Error.ShouldBe(StoreError.Denied);
            error.Message.ShouldContain("check the access key");
            error.ToString().ShouldNotContain("hush");
        }
    }

    [Test]
    public void A_profile_that_is_not_there_is_denied_by_name()
    {
        var error = Should.Throw<StoreException>(() =>
            S3Client.Open("s3://bkt?endpoint=http://127.0.0.1:9&profile=bench-no-such-profile")
        );
        error.Error.ShouldBe(StoreError.Denied);
        error.Message.ShouldContain("bench-no-such-profile");
        error.Message.ShouldContain("--profile");
    }

    [Test]
    public async Task A_profile_with_single_sign_on_says_that_it_wants_a_login()
    {
        using var folder = new Files.TemporaryFolder();
        var file = Path.Combine(folder.Path, "credentials");
        await File.WriteAllTextAsync(
            file,
            "[sso]\nsso_account_id = 123456789012\nsso_role_name = r\nregion = us-east-1\n"
                + "sso_start_url = http://127.0.0.1:9/bench-no-such-login\nsso_region = us-east-1\n"
        );
        var environment = new S3Environment(name =>
            name == "AWS_SHARED_CREDENTIALS_FILE" ? file : null
        );
        var settings = S3Settings.Of(
            S3Uri.Parse("s3://bkt?endpoint=http://127.0.0.1:9&profile=sso"),
            environment
        );
        using var client = S3Client.Open(settings.Uri, environment.Credentials(settings)!);
        var error = await Should.ThrowAsync<StoreException>(() => client.DeleteAsync("a", None));
        error.Error.ShouldBe(StoreError.Denied);
        error.Message.ShouldContain("aws sso login");
        error.NeedsLogin.ShouldBeTrue();
    }

    [TestCase("[p]\nsso_start_url = https://x/start\n", "s3://bkt?profile=p", null, "p")]
    [TestCase("[p]\nsso_session = corp\n", "s3://bkt?profile=p", "AWS_ACCESS_KEY_ID=k", "p")]
    [TestCase("[p]\nsso_session = corp\n", "s3://bkt", "AWS_PROFILE=p", "p")]
    [TestCase("[default]\nsso_session = corp\n", "s3://bkt", null, "default")]
    [TestCase("[default]\nsso_session = corp\n", "s3://bkt", "AWS_ACCESS_KEY_ID=k", null)]
    [TestCase(
        "[p]\naws_access_key_id = k\naws_secret_access_key = s\n",
        "s3://bkt?profile=p",
        null,
        null
    )]
    [TestCase("[p]\nsso_session = corp\n", "s3://bkt?profile=other", null, null)]
    public async Task The_profile_to_log_in_is_the_one_that_gives_the_credentials(
        string profiles,
        string uri,
        string? variable,
        string? expected
    )
    {
        using var folder = new Files.TemporaryFolder();
        var file = Path.Combine(folder.Path, "credentials");
        await File.WriteAllTextAsync(
            file,
            profiles + "[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://x\n"
        );
        var environment = new S3Environment(name =>
            name == "AWS_SHARED_CREDENTIALS_FILE" ? file
            : variable?.Split('=') is [var given, var value] && given == name ? value
            : null
        );
        environment.SingleSignOn(S3Uri.Parse(uri)).ShouldBe(expected);
    }

    [Test]
    public async Task A_profile_whose_session_is_missing_is_told()
    {
        using var folder = new Files.TemporaryFolder();
        var file = Path.Combine(folder.Path, "credentials");
        await File.WriteAllTextAsync(file, "[p]\nsso_session = corp\nregion = us-east-1\n");
        var environment = new S3Environment(name =>
            name == "AWS_SHARED_CREDENTIALS_FILE" ? file : null
        );
        var uri = S3Uri.Parse("s3://bkt?profile=p");
        foreach (
            var look in (Action[])
                [() => S3Settings.Of(uri, environment), () => environment.SingleSignOn(uri)]
        )
        {
            var error = Should.Throw<StoreUriException>(look);
            error.Message.ShouldContain("AWS profile 'p'");
            error.Message.ShouldContain("sso_session [corp]");
        }
    }

    [TestCase("400 Bad Request", "ExpiredToken", true)]
    [TestCase("403 Forbidden", "AccessDenied", false)]
    [TestCase("403 Forbidden", "InvalidAccessKeyId", false)]
    public async Task Only_credentials_that_have_expired_call_for_a_login(
        string status,
        string code,
        bool needsLogin
    )
    {
        await using var server = new CannedServer(_ => CannedServer.Error(status, code));
        using var client = S3Client.Open(server.Uri, Anybody);
        (
            await Should.ThrowAsync<StoreException>(() => client.DeleteAsync("a", None))
        ).NeedsLogin.ShouldBe(needsLogin);
    }

    [Test]
    public async Task A_port_on_which_nobody_listens_is_unavailable()
    {
        string uri;
        await using (var gone = new CannedServer(_ => ""))
        {
            uri = gone.Uri;
        }
        using var client = S3Client.Open(uri, Anybody);
        foreach (var call in Calls(client))
        {
            var error = await Should.ThrowAsync<StoreException>(call);
            error.Error.ShouldBe(StoreError.Unavailable);
            error.Message.ShouldContain("127.0.0.1:");
        }
    }

    [TestCase("503 Slow Down", "SlowDown", StoreError.Throttled)]
    [TestCase("503 Service Unavailable", "ServiceUnavailable", StoreError.Throttled)]
    [TestCase("429 Too Many Requests", "TooManyRequests", StoreError.Throttled)]
    [TestCase("500 Internal Server Error", "InternalError", StoreError.Unavailable)]
    [TestCase("502 Bad Gateway", "Whatever", StoreError.Unavailable)]
    [TestCase("400 Bad Request", "RequestTimeout", StoreError.Unavailable)]
    [TestCase("400 Bad Request", "BadDigest", StoreError.Unavailable)]
    [TestCase("409 Conflict", "ConditionalRequestConflict", StoreError.Unavailable)]
    [TestCase("409 Conflict", "OperationAborted", StoreError.Unavailable)]
    [TestCase("403 Forbidden", "AccessDenied", StoreError.Denied)]
    [TestCase("400 Bad Request", "ExpiredToken", StoreError.Denied)]
    [TestCase("403 Forbidden", "RequestTimeTooSkewed", StoreError.Denied)]
    [TestCase("301 Moved Permanently", "PermanentRedirect", StoreError.Denied)]
    [TestCase("501 Not Implemented", "NotImplemented", StoreError.Denied)]
    [TestCase("400 Bad Request", "KeyTooLongError", StoreError.InvalidKey)]
    [TestCase("400 Bad Request", "XMinioInvalidObjectName", StoreError.InvalidKey)]
    [TestCase("403 Forbidden", "QuotaExceeded", StoreError.Full)]
    [TestCase("507 Insufficient Storage", "XMinioStorageFull", StoreError.Full)]
    [TestCase("404 Not Found", "NoSuchBucket", StoreError.Absent)]
    public async Task Every_call_classes_what_the_server_answers(
        string status,
        string code,
        StoreError expected
    )
    {
        await using var server = new CannedServer(_ => CannedServer.Error(status, code));
        using var client = S3Client.Open(server.Uri, Anybody);
        var calls = Calls(client).ToList();
        foreach (var call in calls)
        {
            var error = await Should.ThrowAsync<StoreException>(call);
            error.Error.ShouldBe(expected);
            error.Message.ShouldContain(code);
            error.Message.ShouldContain("s3://bkt/p");
        }
        // Each call is one request: trying again is not the client's business.
        server.Requests.Count.ShouldBe(calls.Count);
    }

    [TestCase("Retry-After: 7", 7)]
    [TestCase("Retry-After: Sat, 21 Nov 2026 12:00:09 GMT", 9)]
    [TestCase("Retry-After: Sat, 21 Nov 2026 11:00:00 GMT", null)]
    [TestCase("Retry-After: soon", null)]
    [TestCase("X-None: 1", null)]
    public async Task A_wait_that_the_server_asks_for_is_told(string header, int? seconds)
    {
        await using var server = new CannedServer(_ =>
            CannedServer.Error(
                "503 Slow Down",
                "SlowDown",
                header,
                "Date: Sat, 21 Nov 2026 12:00:00 GMT"
            )
        );
        using var client = S3Client.Open(server.Uri, Anybody);
        var error = await Should.ThrowAsync<StoreException>(() => client.DeleteAsync("a", None));
        error.RetryAfter.ShouldBe(seconds is { } s ? TimeSpan.FromSeconds(s) : null);
    }

    [TestCase("")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n<List")]
    [TestCase("nonsense\r\n\r\n")]
    public async Task Broken_replies_are_unavailable(string reply)
    {
        await using var server = new CannedServer(_ => reply);
        using var client = S3Client.Open(server.Uri, Anybody);
        (
            await Should.ThrowAsync<StoreException>(() => client.ListAsync("", null, None))
        ).Error.ShouldBe(StoreError.Unavailable);
    }

    [TestCase("Content-Length: 300\r\n\r\n<?xml version=\"1.0\"?><Error><Co")]
    [TestCase("Content-Length: 300\r\n\r\n")]
    [TestCase("Transfer-Encoding: chunked\r\n\r\n")]
    [TestCase("Content-Length: 0\r\n\r\n")]
    public async Task A_404_that_was_cut_off_does_not_say_that_there_is_no_bucket(string reply)
    {
        await using var server = new CannedServer(_ => "HTTP/1.1 404 Not Found\r\n" + reply);
        using var client = S3Client.Open(server.Uri, Anybody);
        foreach (
            var call in new Func<Task>[]
            {
                () => client.ReadAsync("a", ByteRange.All, null, None),
                () => client.TryCreateAsync("a", "x"u8.ToArray(), None),
            }
        )
        {
            var error = await Should.ThrowAsync<StoreException>(call);
            error.Error.ShouldBe(StoreError.Unavailable);
            error.IsTransient.ShouldBeTrue();
        }
        (
            await Should.ThrowAsync<StoreException>(() => client.ServerTimeAsync(None))
        ).Error.ShouldNotBe(StoreError.Denied);
    }

    [Test]
    public async Task A_server_that_is_none_of_S3_is_unavailable()
    {
        await using var server = new CannedServer(_ =>
            CannedServer.Reply("200 OK", "<html><body>hello</html>")
        );
        using var client = S3Client.Open(server.Uri, Anybody);
        var error = await Should.ThrowAsync<StoreException>(() => client.ListAsync("", null, None));
        error.Error.ShouldBe(StoreError.Unavailable);
        error.Message.ShouldContain("endpoint");
    }

    private static IEnumerable<Func<Task>> Calls(S3Client client)
    {
        var content = Encoding.UTF8.GetBytes("x");
        yield return () => client.ReadAsync("a", ByteRange.All, null, None);
        yield return () => client.ReadAsync("a", new ByteRange(2, 3), null, None);
        yield return () => client.WriteAsync("a", content, None);
        yield return () => client.TryCreateAsync("a", content, None);
        yield return () => client.BeginUploadAsync("a", null, None);
        yield return () => client.ListAsync("", null, None);
        yield return () => client.DeleteAsync("a", None);
    }
}
