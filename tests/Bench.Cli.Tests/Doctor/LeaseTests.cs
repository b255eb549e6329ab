using System.Text.Json.Nodes;
using Bench.Cli.Doctor;
using Bench.Cli.Doctor.Checks;
using Bench.Host.Processes;
using Bench.Host.Tests;
using Bench.Storage;
using Bench.Storage.Files;
using Bench.Storage.Probing;

namespace Bench.Cli.Tests.Doctor;

/// <summary>A lease must be long enough for the store: four requests must fit into a third of it.</summary>
public sealed class LeaseTests
{
    [TestCase(0.010, 0.120, false)]
    [TestCase(0.010, 0.119, true)]
    [TestCase(2.5, 30, false)]
    [TestCase(2.6, 30, true)]
    public void Twelve_requests_are_the_least(double request, double lease, bool isWarned) =>
        (
            LeaseFit.Judge("artifacts", new ProbeLatency(3, request, 0, 0, 0), lease) is not null
        ).ShouldBe(isWarned);

    [Test]
    public void Both_figures_and_the_remedy_are_told()
    {
        var warning = LeaseFit
            .Judge("artifacts", new ProbeLatency(3, 0.5, 9, 0.25, 9), 5)
            .ShouldNotBeNull();
        warning.Status.ShouldBe(CheckStatus.Warning);
        warning.Detail.ShouldContain("a request takes 500.0 ms");
        warning.Detail.ShouldContain("heartbeat of 4 takes 2 s");
        warning.Detail.ShouldContain("the lease of 5 s");
        warning.Remedy.ShouldNotBeNull().ShouldContain("--lease 6 or longer");
    }

    [TestCase("artifacts", 5.0, true)]
    [TestCase("artifacts", 7.0, false)]
    [TestCase("artifacts", null, false)]
    [TestCase("test data", 5.0, false)]
    public async Task A_store_that_is_slow_is_measured_and_judged_by_the_lease_of_the_run(
        string area,
        double? lease,
        bool isWarned
    )
    {
        using var folder = new TempFolder();
        var time = new ManualTime();
        var results = await StoreCheck
            .Quick(area, _ => new SlowStore(new FileStore(folder.Root), time))
            .RunAsync(
                new Patient
                {
                    LeaseSeconds = lease,
                    WorkFolder = folder.Root,
                    Processes = new ProcessRunner(TimeProvider.System),
                    Time = time,
                },
                default
            );
        results.Any(result => result.Name == "lease").ShouldBe(isWarned);
        Examination.IsFit(results).ShouldBeTrue("a run may go on");
    }

    [TestCase(5.0, true)]
    [TestCase(7.0, false)]
    public async Task A_run_tells_it_before_it_starts_and_goes_on(double lease, bool isWarned)
    {
        using var folder = new TempFolder();
        var time = new ManualTime();
        var errors = Console.Error;
        using var said = new StringWriter();
        Console.SetError(said);
        try
        {
            await Preflight.CheckStoresAsync(
                PlannedRun.OfHub("1,1,1k", folder.Root, lease),
                new SlowStore(new FileStore(folder.Root), time),
                new ProcessRunner(TimeProvider.System),
                time,
                default
            );
        }
        finally
        {
            Console.SetError(errors);
        }
        var text = said.ToString();
        text.Contains("warning: a request takes 500.0 ms", StringComparison.Ordinal)
            .ShouldBe(isWarned, text);
        text.Contains("use --lease 6 or longer", StringComparison.Ordinal).ShouldBe(isWarned);
    }

    [Test]
    public async Task The_doctor_judges_the_lease_that_is_given_also_without_a_run()
    {
        using var folder = new TempFolder();
        var doctor = await CommandLine.RunAsync(
            "doctor",
            "--artifacts",
            $"file://{folder.Root}",
            "--lease",
            "0.00001",
            "--json"
        );
        JsonNode.Parse(doctor.Output)!["checks"]!
            .AsArray()
            .Where(check => check!["name"]!.GetValue<string>() == "lease")
            .ShouldHaveSingleItem()!["status"]!
            .GetValue<string>()
            .ShouldBe("warning");
    }

    /// <summary>Takes half a second for each request, by a clock of its own.</summary>
    private sealed class SlowStore(IObjectStore inner, ManualTime time) : IObjectStore
    {
        private static readonly TimeSpan Delay = TimeSpan.FromSeconds(0.5);

        public string Uri => inner.Uri;

        public Task<byte[]?> GetAsync(string key, CancellationToken cancel) =>
            Slowly(() => inner.GetAsync(key, cancel));

        public Task<Stream?> OpenAsync(string key, CancellationToken cancel) =>
            Slowly(() => inner.OpenAsync(key, cancel));

        public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancel) =>
            Slowly(() => inner.PutAsync(key, content, cancel));

        public Task PutAsync(string key, Stream content, CancellationToken cancel) =>
            Slowly(() => inner.PutAsync(key, content, cancel));

        public Task<bool> TryCreateAsync(
            string key,
            ReadOnlyMemory<byte> content,
            CancellationToken cancel
        ) => Slowly(() => inner.TryCreateAsync(key, content, cancel));

        public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancel) =>
            inner.ListAsync(prefix, cancel);

        public Task DeleteAsync(string key, CancellationToken cancel) =>
            Slowly(() => inner.DeleteAsync(key, cancel));

        private T Slowly<T>(Func<T> request)
        {
            lock (time)
            {
                time.Advance(Delay);
            }
            return request();
        }
    }
}
