using Bench.Model.Json;
using Bench.Model.Runs;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;
using Bench.Protocol.Tests.Simulation;
using Bench.Storage;
using static Bench.Protocol.Tests.Simulation.TestRun;

namespace Bench.Protocol.Tests.Runs;

public sealed class RunCreationTests
{
    private readonly RunConfig _config = Config();
    private MemoryStore _store = null!;
    private RecordStore _records = null!;

    [SetUp]
    public void NewStore()
    {
        _store = new MemoryStore();
        _records = RecordsOf(_store);
    }

    [Test(Description = "regression: stale-id")]
    public async Task A_used_id_is_refused_and_the_first_run_stays()
    {
        await new RunCreation(_records).ClaimIdAsync(_config, None);
        var before = await _store.GetAsync(_records.Keys.Config, None);
        var other = _config with { Writer = WriterId.New(), Seed = 2 };
        var refused = await Should.ThrowAsync<RunIdTakenException>(() =>
            new RunCreation(_records).ClaimIdAsync(other, None)
        );
        refused.Message.ShouldContain("memory://store/run-1");
        refused.Message.ShouldContain("--benchmark-id");
        (await _store.GetAsync(_records.Keys.Config, None)).ShouldBe(before);
    }

    [Test]
    public async Task A_lost_reply_claims_the_id()
    {
        var lossy = new InterceptedStore(_store, _ => Fault.LostReply);
        await new RunCreation(RecordsOf(lossy)).ClaimIdAsync(_config, None);
        (await LoadedRun.LoadAsync(_records, None)).Config.Writer.ShouldBe(_config.Writer);
    }

    [Test]
    public async Task A_run_that_is_not_there_is_told_by_its_uri() =>
        (
            await Should.ThrowAsync<RunNotFoundException>(() => LoadedRun.LoadAsync(_records, None))
        ).Message.ShouldContain("memory://store/run-1");

    [Test]
    public async Task Copies_are_the_bytes_of_the_inputs_and_are_completed_by_anyone()
    {
        await new RunCreation(_records).ClaimIdAsync(_config, None);
        var run = await LoadedRun.LoadAsync(_records, None);
        await new RunCreation(_records).CompleteCopiesAsync(run, Specs(_config), None);
        var keys = _store.Keys;
        await new RunCreation(_records).CompleteCopiesAsync(run, Specs(_config), None);
        _store.Keys.ShouldBe(keys);
        keys.ShouldBe([
            "run-1/config.json",
            "run-1/configs.csv",
            "run-1/jobfile.fio",
            "run-1/jobs/vm-1.json",
            "run-1/jobs/vm-2.json",
            "run-1/test-cases.csv",
        ]);
        var jobFile = await _store.GetAsync("run-1/jobfile.fio", None);
        jobFile.ShouldBe(_config.Inputs.JobFile.Content);
    }

    [Test]
    public async Task A_copy_that_is_not_what_the_config_says_is_refused_and_left()
    {
        await new RunCreation(_records).ClaimIdAsync(_config, None);
        var run = await LoadedRun.LoadAsync(_records, None);
        await _store.PutAsync("run-1/jobs/vm-1.json", "{}"u8.ToArray(), None);
        var refused = await Should.ThrowAsync<StoreException>(() =>
            new RunCreation(_records).CompleteCopiesAsync(run, Specs(_config), None)
        );
        refused.Error.ShouldBe(StoreError.Corrupt);
        refused.Uri.ShouldBe("memory://store/run-1/jobs/vm-1.json");
        (await _store.GetAsync("run-1/jobs/vm-1.json", None)).ShouldBe("{}"u8.ToArray());
    }
}
