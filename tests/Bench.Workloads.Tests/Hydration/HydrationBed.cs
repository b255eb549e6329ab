using Bench.Workloads.Hydration;

namespace Bench.Workloads.Tests.Hydration;

/// <summary>Runs iterations of the workload with a hub of another make as its child.</summary>
internal sealed class HydrationBed : IterationBed
{
    public IReadOnlyList<string> Baselines =>
        [.. Directory.GetDirectories(Path.Combine(Data, "bench-data"))];

    /// <summary>What iterations wrote and did not clean up.</summary>
    public IReadOnlyList<string> Left =>
        Directory.Exists(Path.Combine(Data, "bench-write"))
            ? Directory.GetFileSystemEntries(
                Path.Combine(Data, "bench-write"),
                "*",
                SearchOption.AllDirectories
            )
            : [];

    /// <summary>Runs in place of the hub before it, as a shell; empty for nothing.</summary>
    public string Before { get; set; } = "";

    public IWorkloadIteration Begin(
        string name,
        IReadOnlyDictionary<string, string>? parameters = null,
        double timeoutSeconds = 60
    )
    {
        var request = Request(
            name,
            HydrationWorkload.WorkloadName,
            parameters ?? new Dictionary<string, string> { ["modules"] = "3", ["files"] = "4" }
        );
        return new HydrationWorkload([Hub()], "1.2.3").Begin(
            request with
            {
                Options = request.Options with { IterationTimeoutSeconds = timeoutSeconds },
            }
        );
    }

    /// <summary>Takes the words of <c>bench hub serve --data-dir D --port N FLAGS</c>.</summary>
    private string Hub()
    {
        var hub = Path.Combine(AppContext.BaseDirectory, "TestData", "foreign-hub.py");
        return Program(
            "hub",
            $"port=$6 data=$4\nshift 6\n{Before}\nexec /usr/bin/python3 {hub} \"$port\" \"$data\" \"$@\""
        );
    }
}
