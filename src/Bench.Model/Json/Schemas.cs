namespace Bench.Model.Json;

/// <summary>Names and versions of the documents' schemas.</summary>
public static class Schemas
{
    public const string Run = "bench.run/1";
    public const string JobSpec = "bench.job-spec/1";
    public const string Claim = "bench.claim/1";
    public const string Decision = "bench.decision/1";
    public const string Cancel = "bench.cancel/1";
    public const string Progress = "bench.progress/1";
    public const string Iteration = "bench.iteration/1";
    public const string Result = "bench.result/1";
    public const string Manifest = "bench.manifest/1";
    public const string Leading = "bench.leading/1";
    public const string Seal = "bench.seal/1";
    public const string HubPerf = "bench.hub-perf/1";
    public const string HubPreserved = "bench.hub-preserved/1";
    public const string HubSnapshot = "bench.hub-snapshot-record/1";
    public const string Report = "bench.report/1";
}
