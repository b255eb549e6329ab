using Bench.Model.Json;
using Bench.Reporting.Aggregation;
using Bench.Reporting.Tests.Runs;
using Bench.Storage;

namespace Bench.Reporting.Tests.Aggregation;

[TestFixture]
public sealed class CorruptionTests
{
    private const string Fio = "run-1/results/vm-1/test-1/a01/0001-e000001/fio.json";
    private const string Stderr = "run-1/results/vm-1/test-1/a01/0002-e000001/stderr.txt";

    [TestCase(Fio)]
    [TestCase("run-1/results/vm-1/test-1/a01/0001-e000001/samples.csv")]
    [TestCase("run-1/results/vm-1/test-1/a01/iteration-0001.json")]
    [TestCase("run-1/results/vm-1/test-1/a01/result.json")]
    [TestCase("run-1/config.json")]
    public async Task AFlippedByteIsAnErrorThatNamesTheKey(string key)
    {
        var run = Run();
        var seal = run.Seal();
        var content = run.Store.Objects[key].ToArray();
        content[content.Length / 2] ^= 1;
        run.Store.Objects[key] = content;

        var error = await FailureAsync(run, seal, verify: false);

        error.Error.ShouldBe(StoreError.Corrupt);
        error.Uri.ShouldBe($"memory:///bucket/{key}");
        error.Message.ShouldContain(key);
    }

    [TestCase(-1)]
    [TestCase(1)]
    public async Task AnotherLengthIsAnErrorThatNamesTheKey(int difference)
    {
        var run = Run();
        var content = run.Store.Objects[Fio];
        Array.Resize(ref content, content.Length + difference);
        run.Store.Objects[Fio] = content;

        var error = await FailureAsync(run, run.Seal(), verify: false);

        error.Message.ShouldContain(Fio);
        error.Message.ShouldContain("bytes where");
    }

    [Test]
    public async Task AMissingRawFileIsAnErrorThatNamesTheKey()
    {
        var run = Run();
        run.Store.Objects.TryRemove(Fio, out _);

        var error = await FailureAsync(run, run.Seal(), verify: false);

        error.Message.ShouldContain(Fio);
        error.Message.ShouldContain("not there");
    }

    [Test]
    public async Task FilesWithoutFiguresAreCheckedWhenVerifying()
    {
        var run = Run();
        var seal = run.Seal();
        run.Store.Objects[Stderr] = "fio: altered"u8.ToArray();

        var report = await new ReportAggregator(run.Store, new AggregationOptions()).AggregateAsync(
            seal,
            CancellationToken.None
        );
        var error = await FailureAsync(run, seal, verify: true);

        report.Entries.Count.ShouldBe(1);
        error.Message.ShouldContain(Stderr);
    }

    [Test]
    public async Task AWrongSha256IsFoundWhenVerifyingThoughTheCrcIsRight()
    {
        var run = Run();
        var recordKey = run.Keys.Iteration("vm-1", 1, 1, 1);
        var record = Documents.Read<Bench.Model.Results.IterationRecord>(run.Store.Objects[recordKey], recordKey);
        var wrong = record.Raw.Select(r => r with { Sha256 = new string('0', 64) }).ToList();
        var resultKey = run.Keys.Result("vm-1", 1, 1);
        var altered = Documents.Write(record with { Raw = wrong });
        var result = Documents.Read<Bench.Model.Results.ResultRecord>(run.Store.Objects[resultKey], resultKey);
        var first = result.Iterations[0];
        var rewritten = Documents.Write(
            result with
            {
                Iterations = [first with { Record = Reference(recordKey, altered) }, result.Iterations[1]],
            }
        );
        run.Store.Objects[recordKey] = altered;
        run.Store.Objects[resultKey] = rewritten;
        var seal = run.Seal();
        seal = seal with { Entries = [seal.Entries[0] with { Result = Reference(resultKey, rewritten) }] };

        var error = await FailureAsync(run, seal, verify: true);

        error.Message.ShouldContain("SHA-256");
    }

    private static Bench.Model.Sealing.RecordRef Reference(string key, byte[] content) =>
        new()
        {
            Key = key,
            Length = content.Length,
            Sha256 = Bench.Model.Digests.ContentDigest.Sha256HexOf(content),
        };

    private static RunBuilder Run() =>
        new RunBuilder { Iterations = 2 }
            .Config("a")
            .Test("1")
            .Vm("vm-1")
            .Ended(
                1,
                "vm-1",
                new Iteration(FioFiles.Recorded("few")),
                Iteration.Failed("exit_code", "measure", "fio ended with 1")
            );

    private static async Task<StoreException> FailureAsync(
        RunBuilder run,
        Bench.Model.Sealing.Seal seal,
        bool verify
    )
    {
        var aggregator = new ReportAggregator(run.Store, new AggregationOptions { Verify = verify });
        return await Should.ThrowAsync<StoreException>(() =>
            aggregator.AggregateAsync(seal, CancellationToken.None)
        );
    }
}
