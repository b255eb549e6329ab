using Bench.Model.Claims;
using Bench.Model.Json;
using Bench.Model.Keys;
using Bench.Protocol.Records;
using Bench.Protocol.Tests.Simulation;
using Bench.Storage;
using Bench.Storage.Files;
using static Bench.Protocol.Tests.Simulation.TestRun;

namespace Bench.Protocol.Tests.Records;

public sealed class RecordStoreTests
{
    private const string Key = "run-1/claims/vm-1/000001.json";
    private readonly Claim _claim = Claim("vm-1", 1);

    [Test]
    public async Task A_create_recognises_its_own_lost_reply()
    {
        var store = new InterceptedStore(
            new MemoryStore(),
            call => call.Operation == Operation.Create ? Fault.LostReply : Fault.None
        );
        var outcome = await RecordsOf(store).CreateAsync(Key, _claim, None);
        outcome.Won.ShouldBeTrue();
        outcome.Record.Writer.ShouldBe(_claim.Writer);
    }

    [Test]
    public async Task A_retry_with_the_same_writer_has_won_and_one_with_another_has_not()
    {
        var records = RecordsOf(new MemoryStore());
        var first = await records.CreateAsync(Key, _claim, None);
        var retried = await records.CreateAsync(Key, _claim, None);
        retried.Won.ShouldBeTrue();
        retried.Ref.ShouldBe(first.Ref);
        var other = await records.CreateAsync(Key, _claim with { Writer = WriterId.New() }, None);
        other.Won.ShouldBeFalse();
        other.Record.Writer.ShouldBe(_claim.Writer);
        other.Ref.ShouldBe(first.Ref);
    }

    [TestCase(Fault.Before, false)]
    [TestCase(Fault.After, true)]
    public async Task A_create_that_was_cut_off_can_be_repeated(Fault fault, bool done)
    {
        var memory = new MemoryStore();
        var broken = new InterceptedStore(memory, _ => fault);
        await Should.ThrowAsync<KilledException>(() =>
            RecordsOf(broken).CreateAsync(Key, _claim, None)
        );
        memory.Keys.Contains(Key).ShouldBe(done);
        (await RecordsOf(memory).CreateAsync(Key, _claim, None)).Won.ShouldBeTrue();
    }

    [Test]
    public async Task A_record_reads_back_with_the_digest_of_its_bytes()
    {
        var folder = Directory.CreateTempSubdirectory("bench-records-");
        try
        {
            var records = RecordsOf(new FileStore(folder.FullName));
            var created = await records.CreateAsync(Key, _claim, None);
            var read = (await records.GetWithRefAsync<Claim>(Key, None)).ShouldNotBeNull();
            read.Ref.ShouldBe(created.Ref);
            read.Ref.Length.ShouldBe(new FileInfo($"{folder.FullName}/{Key}").Length);
            Documents.Write(read.Document).ShouldBe(Documents.Write(_claim));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public async Task What_is_no_such_record_is_an_error_that_names_it()
    {
        var store = new MemoryStore();
        await store.PutAsync(Key, "{}"u8.ToArray(), None);
        var records = RecordsOf(store);
        (
            await Should.ThrowAsync<DocumentException>(() => records.GetAsync<Claim>(Key, None))
        ).Origin.ShouldBe($"memory://store/{Key}");
        await Should.ThrowAsync<DocumentException>(() => records.CreateAsync(Key, _claim, None));
        store.Keys.ShouldBe([Key]);
    }

    [Test]
    public async Task A_record_that_existed_and_is_gone_is_no_win()
    {
        var store = new MemoryStore();
        await store.PutAsync(Key, new byte[1], None);
        var deleting = new InterceptedStore(
            store,
            async call =>
            {
                if (call.Operation == Operation.Get)
                {
                    await store.DeleteAsync(Key, None);
                }
                return Fault.None;
            }
        );
        (
            await Should.ThrowAsync<StoreException>(() =>
                RecordsOf(deleting).CreateAsync(Key, _claim, None)
            )
        ).Error.ShouldBe(StoreError.Corrupt);
    }

    [Test]
    public void Runs_whose_ids_begin_alike_share_no_key()
    {
        var (one, ten) = (new RunKeys("run-1"), new RunKeys("run-10"));
        ten.Config.StartsWith(one.Results, StringComparison.Ordinal).ShouldBeFalse();
        ten.Progress("vm", 1).StartsWith(one.Progresses, StringComparison.Ordinal).ShouldBeFalse();
        one.ParseProgress(ten.Progress("vm", 1)).ShouldBeNull();
        one.ParseProgress(one.Progress("vm", 1)).ShouldBe(("vm", 1));
    }
}
