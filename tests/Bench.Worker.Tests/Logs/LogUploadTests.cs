using System.Text;
using Bench.Host.Tests;
using Bench.Model.Claims;
using Bench.Model.Json;
using Bench.Model.Keys;
using Bench.Protocol.Records;
using Bench.Storage;
using Bench.Storage.Files;
using Bench.Worker.Logs;

namespace Bench.Worker.Tests.Logs;

internal sealed class LogUploadTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private readonly ManualTime _time = new();
    private TempFolder _folder = null!;
    private RecordStore _records = null!;
    private WorkerLog _log = null!;
    private bool _mayActAsVm = true;

    [SetUp]
    public void SetUp()
    {
        _folder = new TempFolder();
        _records = new RecordStore(new FileStore(_folder.File("store")), new RunKeys("t1"));
        _log = new WorkerLog(TextWriter.Null, _time);
        _mayActAsVm = true;
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task What_is_new_is_brought_while_the_worker_works()
    {
        using var end = new CancellationTokenSource();
        var uploads = Upload(epoch: 2).RunAsync(end.Token);
        _log.Write("one");
        (await TextAsync(_records.Keys.WorkerLog("vm-1"))).ShouldBeNull("the time has not come");

        await AfterAsync(_records.Keys.WorkerLog("vm-1"), "one");
        _log.Write("two");
        await AfterAsync(_records.Keys.WorkerLog("vm-1"), "two");

        (await TextAsync(_records.Keys.WorkerEvents("vm-1", 2)))
            .ShouldNotBeNull()
            .ShouldContain("\"RenderedMessage\":\"two\"");
        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => uploads);
    }

    [Test]
    public async Task One_who_may_not_act_as_the_vm_any_more_leaves_its_own_documents_only()
    {
        _log.Write("one");
        _mayActAsVm = false;
        await Upload(epoch: 1).WriteAsync(default);
        (await TextAsync(_records.Keys.WorkerLog("vm-1"))).ShouldBeNull();
        (await TextAsync(_records.Keys.WorkerEvents("vm-1", 1)))
            .ShouldNotBeNull()
            .ShouldContain("\"Epoch\":\"1\"");
    }

    /// <summary>Lets time pass until the object has the text.</summary>
    private Task AfterAsync(string key, string text) =>
        Until.TrueAsync(
            () =>
            {
                _time.Advance(Interval);
                var path = _folder.File($"store/{key}");
                return File.Exists(path)
                    && File.ReadAllText(path).Contains(text, StringComparison.Ordinal);
            },
            $"{key} has '{text}'"
        );

    private async Task<string?> TextAsync(string key) =>
        await _records.Store.GetAsync(key, default) is { } bytes
            ? Encoding.UTF8.GetString(bytes)
            : null;

    private LogUpload Upload(int epoch) =>
        new(
            _records,
            _log,
            new Claim
            {
                Schema = Schemas.Claim,
                Writer = "w",
                Vm = "vm-1",
                Epoch = epoch,
                Kind = ClaimKind.Holder,
                At = default,
            },
            () => _mayActAsVm,
            _time
        );
}
