using Bench.Model.Keys;
using FsCheck;
using FsCheck.Fluent;

namespace Bench.Model.Tests.Keys;

public class RunKeysTests
{
    private static readonly RunKeys Keys = new("t1");

    [Test]
    public void The_layout_of_the_bucket()
    {
        string[] keys =
        [
            Keys.Config,
            Keys.TestCases,
            Keys.Configs,
            Keys.JobFile,
            Keys.JobSpec("vm-1"),
            Keys.Decision(7),
            Keys.Claim("vm-1", 2),
            Keys.Progress("vm-1", 2),
            Keys.Manifest("vm-1"),
            Keys.WorkerLog("vm-1"),
            Keys.WorkerEvents("vm-1", 12),
            Keys.Raw("vm-1", 12, 1, 3, 2, "fio.json"),
            Keys.Iteration("vm-1", 12, 1, 3),
            Keys.Result("vm-1", 12, 1),
            Keys.Cancel,
            Keys.Seal,
            Keys.Leading,
            Keys.Report,
        ];

        keys.ShouldBe([
            "t1/config.json",
            "t1/test-cases.csv",
            "t1/configs.csv",
            "t1/jobfile.fio",
            "t1/jobs/vm-1.json",
            "t1/decisions/00000007.json",
            "t1/claims/vm-1/000002.json",
            "t1/progress/vm-1.000002.json",
            "t1/results/vm-1/manifest.json",
            "t1/results/vm-1/worker.log",
            "t1/logs/worker-vm-1.000012.jsonl",
            "t1/results/vm-1/test-12/a01/0003-e000002/fio.json",
            "t1/results/vm-1/test-12/a01/iteration-0003.json",
            "t1/results/vm-1/test-12/a01/result.json",
            "t1/cancel",
            "t1/sealed.json",
            "t1/leading.json",
            "t1/report/",
        ]);
    }

    [FsCheck.NUnit.Property]
    public Property Claims_and_progress_are_parsed_as_they_were_formatted() =>
        Prop.ForAll(
            Gen.Elements("v", "vm-1", "a-0", new string('x', 63)).ToArbitrary(),
            Gen.Choose(1, int.MaxValue).ToArbitrary(),
            (vm, epoch) =>
            {
                Keys.ParseClaim(Keys.Claim(vm, epoch)).ShouldBe((vm, epoch));
                Keys.ParseProgress(Keys.Progress(vm, epoch)).ShouldBe((vm, epoch));
                Keys.ParseClaim(Keys.Progress(vm, epoch)).ShouldBeNull();
                Keys.ParseProgress(Keys.Claim(vm, epoch)).ShouldBeNull();
            }
        );

    [TestCase("t1/claims/vm-1/000001")]
    [TestCase("t1/claims/vm-1/x.json")]
    [TestCase("t1/claims/vm-1/-1.json")]
    [TestCase("t1/claims/vm-1/ 1.json")]
    [TestCase("t1/claims/vm-1/99999999999.json")]
    [TestCase("t1/claims/000001.json")]
    [TestCase("t1/claims/vm-1/a/000001.json")]
    [TestCase("t2/claims/vm-1/000001.json")]
    [TestCase("t1/progress/.000001.json")]
    [TestCase("t1/progress/vm-1.json")]
    [TestCase("t1/progress/vm-1.x.json")]
    [TestCase("")]
    public void Other_keys_are_neither(string key)
    {
        Keys.ParseClaim(key).ShouldBeNull();
        Keys.ParseProgress(key).ShouldBeNull();
    }

    /// <summary>Stores list in ordinal order; numbers must come in numeric order.</summary>
    [FsCheck.NUnit.Property]
    public Property Ordinal_order_is_numeric_order() =>
        Prop.ForAll(
            Gen.Choose(1, 99_999_999).ToArbitrary(),
            Gen.Choose(1, 99_999_999).ToArbitrary(),
            (a, b) =>
            {
                Same(a, b, Keys.Decision);
                Same(a % 1_000_000, b % 1_000_000, n => Keys.Claim("vm-1", n));
                Same(a % 1_000_000, b % 1_000_000, n => Keys.Progress("vm-1", n));
                Same(a % 10_000, b % 10_000, n => Keys.Iteration("vm-1", 1, 1, n));
                Same(a % 10_000, b % 10_000, n => Keys.Raw("vm-1", 1, 1, n, 1, "x"));
                Same(a % 100, b % 100, n => Keys.Attempt("vm-1", 1, n));
            }
        );

    private static void Same(int a, int b, Func<int, string> key) =>
        Math.Sign(string.CompareOrdinal(key(a), key(b))).ShouldBe(Math.Sign(a.CompareTo(b)));
}
