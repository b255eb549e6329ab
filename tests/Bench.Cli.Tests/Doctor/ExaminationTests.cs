using Bench.Cli.Doctor;
using Bench.Cli.Doctor.Checks;
using Bench.Cli.Output;
using Bench.Host.Processes;
using Bench.Storage.Files;

namespace Bench.Cli.Tests.Doctor;

public sealed class ExaminationTests
{
    [Test]
    public async Task A_check_that_breaks_is_a_failure_and_stops_no_other()
    {
        var results = await Examination.RunAsync(
            [new Fake(() => throw new InvalidOperationException("it broke")), new Fake(Fine)],
            Patient(),
            default
        );

        results.Select(r => r.Status).ShouldBe([CheckStatus.Failed, CheckStatus.Ok]);
        results[0].Detail.ShouldBe("it broke");
        Examination.IsFit(results).ShouldBeFalse();
    }

    [Test]
    public async Task Interrupting_ends_it()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() =>
            Examination.RunAsync(
                [new Fake(() => throw new OperationCanceledException())],
                Patient(),
                cancel.Token
            )
        );
    }

    [TestCase(CheckStatus.Ok, true, "fit")]
    [TestCase(CheckStatus.Warning, true, "fit, with 1 warnings")]
    [TestCase(CheckStatus.Failed, false, "not fit: 1 failed, 0 warnings")]
    public void The_verdict_follows_from_the_worst(object status, bool fit, string verdict)
    {
        CheckResult[] results = [new("host", "x", (CheckStatus)status, "found\u001b[31m", "do it")];
        Examination.IsFit(results).ShouldBe(fit);
        var text = new StringWriter();
        DoctorText.Write(text, results);
        text.ToString().TrimEnd().ShouldEndWith(verdict);
        text.ToString().ShouldNotContain('\u001b');
        text.ToString().Contains("do it").ShouldBe(status is not CheckStatus.Ok);
    }

    [Test]
    public async Task A_store_is_tried_and_left_as_it_was()
    {
        var folder = Directory.CreateTempSubdirectory("bench-doctor-");
        try
        {
            var results = await StoreCheck
                .Full("artifacts", _ => new FileStore(folder.FullName))
                .RunAsync(Patient(), default);

            results.Select(r => r.Name).ShouldContain("create-if-absent");
            Examination.IsFit(results).ShouldBeTrue();
            Directory.GetFiles(folder.FullName, "*", SearchOption.AllDirectories).ShouldBeEmpty();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public async Task What_the_patient_does_not_have_is_not_looked_at()
    {
        (
            await StoreCheck.Full("artifacts", _ => null).RunAsync(Patient(), default)
        ).ShouldBeEmpty();
        (await new TestFolderCheck().RunAsync(Patient(), default)).ShouldBeEmpty();
    }

    private static IReadOnlyList<CheckResult> Fine() => [new("host", "x", CheckStatus.Ok, "well")];

    private static Patient Patient() =>
        new()
        {
            WorkFolder = Path.GetTempPath(),
            Processes = new ProcessRunner(TimeProvider.System),
            Time = TimeProvider.System,
        };

    private sealed class Fake(Func<IReadOnlyList<CheckResult>> look) : IDoctorCheck
    {
        public string Area => "host";

        public Task<IReadOnlyList<CheckResult>> RunAsync(
            Patient patient,
            CancellationToken cancel
        ) => Task.FromResult(look());
    }
}
