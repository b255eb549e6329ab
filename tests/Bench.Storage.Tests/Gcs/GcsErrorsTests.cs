using System.Net;
using System.Net.Sockets;
using Bench.Storage.Buckets;
using Bench.Storage.Gcs;
using Bench.Storage.Tests.Contract;
using Bench.Testing.Gcs;
using Bench.Testing.Gcs.Faults;

namespace Bench.Storage.Tests.Gcs;

public sealed class GcsErrorsTests : GcsFixture
{
    [Test]
    public async Task A_bucket_that_is_not_there_is_told_by_every_call()
    {
        var uri = $"gs://no-such-bucket/p?endpoint={Server.Address}&anonymous=true";
        using var client = GcsClient.Open(uri);
        foreach (var call in CallsOf(client))
        {
            var failure = await FailureOf(call);
            failure.Error.ShouldBe(StoreError.Absent);
            failure.IsTransient.ShouldBeFalse();
            failure.Message.ShouldContain("gs://no-such-bucket/p");
            failure.Message.ShouldContain("check the bucket's name");
        }
    }

    [Test]
    public async Task Anonymous_requests_that_are_not_let_in_are_denied_with_the_remedy()
    {
        Server.RequiredToken = "secret-token";
        foreach (var call in CallsOf(Client))
        {
            var failure = await FailureOf(call);
            failure.Error.ShouldBe(StoreError.Denied);
            failure.IsTransient.ShouldBeFalse();
            failure.Message.ShouldContain("gcloud auth application-default login");
            failure.Message.ShouldNotContain("secret-token");
        }
    }

    [TestCase(FaultKind.Throttled, StoreError.Throttled)]
    [TestCase(FaultKind.Unavailable, StoreError.Unavailable)]
    public async Task A_refusal_for_now_tells_when_to_come_back(FaultKind fault, StoreError error)
    {
        Server.Inject(
            new FaultPlan
            {
                Seed = 1,
                Share = 1,
                AtMost = 100,
                Kinds = [fault],
                RetryAfterSeconds = 7,
            }
        );
        foreach (var call in CallsOf(Client))
        {
            var before = Server.Requests.Values.Sum();
            var failure = await FailureOf(call);
            failure.Error.ShouldBe(error);
            failure.IsTransient.ShouldBeTrue();
            failure.RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));
            // The libraries below try nothing again.
            Server.Requests.Values.Sum().ShouldBe(before + 1);
        }
    }

    [Test]
    public async Task A_server_that_is_not_there_is_unavailable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var client = GcsClient.Open(
            $"gs://{Bucket}?endpoint=http://127.0.0.1:{port}&anonymous=true"
        );
        foreach (var call in CallsOf(client))
        {
            var failure = await FailureOf(call);
            failure.Error.ShouldBe(StoreError.Unavailable);
            failure.Message.ShouldContain($"gs://{Bucket}");
        }
    }

    [Test]
    public async Task A_download_that_breaks_off_is_unavailable()
    {
        await Client.WriteAsync("a", PatternStream.Of(1_000_000, 1), None);
        Break(FaultKind.CutDownload, RequestKind.Download);
        var failure = await FailureOf(() => BytesAsync("a"));
        failure.Error.ShouldBe(StoreError.Unavailable);
        failure.Message.ShouldContain($"gs://{Bucket}/run/a");
        (await BytesAsync("a")).ShouldBe(PatternStream.Of(1_000_000, 1));
    }

    [Test]
    public async Task An_upload_that_breaks_off_is_unavailable_and_makes_nothing()
    {
        Break(FaultKind.CutUpload, RequestKind.Insert);
        var failure = await FailureOf(() =>
            Client.WriteAsync("a", PatternStream.Of(3_000_000, 1), None)
        );
        failure.Error.ShouldBe(StoreError.Unavailable);
        (await BytesAsync("a")).ShouldBeNull();
    }

    [Test]
    public async Task A_lost_reply_is_unavailable_and_the_change_is_made()
    {
        Break(FaultKind.LostReply, RequestKind.Insert);
        var failure = await FailureOf(() => Client.TryCreateAsync("a", Utf8("mine"), None));
        failure.Error.ShouldBe(StoreError.Unavailable);
        Server.Count(RequestKind.Insert).ShouldBe(1);
        (await BytesAsync("a")).ShouldBe(Utf8("mine"));
        (await Client.TryCreateAsync("a", Utf8("mine"), None)).ShouldBeFalse();
    }

    [Test]
    public async Task A_checksum_that_does_not_fit_is_corrupt()
    {
        var session = await Client.BeginUploadAsync("a", "01234567", None);
        var failure = await FailureOf(() =>
            session.PutPartAsync(1, 0, Utf8("other bytes"), isLast: true, None)
        );
        failure.Error.ShouldBe(StoreError.Corrupt);
        failure.Message.ShouldContain($"gs://{Bucket}/run/a");
        (await BytesAsync("a")).ShouldBeNull();
    }

    [TestCase(RequestKind.Download)]
    [TestCase(RequestKind.Insert)]
    [TestCase(RequestKind.List)]
    [TestCase(RequestKind.Delete)]
    [TestCase(RequestKind.BeginUpload)]
    public async Task A_call_that_hangs_can_be_cancelled(RequestKind kind)
    {
        Break(FaultKind.Hang, kind);
        using var source = new CancellationTokenSource();
        var call = CallOf(kind, source.Token);
        SpinWait.SpinUntil(() => Server.Count(kind) == 1, TimeSpan.FromSeconds(60)).ShouldBeTrue();
        await source.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => call);
    }

    [Test]
    public async Task A_server_of_another_kind_is_told()
    {
        using var client = GcsClient.Open(
            $"gs://{Bucket}?endpoint={Server.Address}/elsewhere&anonymous=true"
        );
        var failure = await FailureOf(() => client.ListAsync("", null, None));
        failure.IsTransient.ShouldBeFalse();
        failure.Message.ShouldContain("endpoint");
    }

    private Task CallOf(RequestKind kind, CancellationToken cancel) =>
        kind switch
        {
            RequestKind.Download => Client.ReadAsync("a", ByteRange.All, null, cancel),
            RequestKind.Insert => Client.WriteAsync("a", Utf8("x"), cancel),
            RequestKind.List => Client.ListAsync("", null, cancel),
            RequestKind.Delete => Client.DeleteAsync("a", cancel),
            _ => Client.BeginUploadAsync("a", null, cancel),
        };

    private static List<Func<Task>> CallsOf(GcsClient client) =>
        [
            () => client.ReadAsync("a", ByteRange.All, null, None),
            () => client.ReadAsync("a", new ByteRange(5, 5), "123", None),
            () => client.WriteAsync("a", Utf8("x"), None),
            () => client.TryCreateAsync("a", Utf8("x"), None),
            () => client.TryCreateAsync("a", new byte[5 << 20], None),
            () => client.BeginUploadAsync("a", null, None),
            () => client.ListAsync("", null, None),
            () => client.ListFoldersAsync(null, None),
            () => client.DeleteAsync("a", None),
            () => client.ServerTimeAsync(None),
        ];
}
