using Bench.Benchmarks;
using Bench.Benchmarks.FleetScale;
using Bench.Benchmarks.Harness;
using Bench.Benchmarks.Suites;

if (args is [BenchTransfer.Verb, .. var transfer])
{
    return await BenchTransfer.RunAsync(transfer);
}
if (args is [HubTransfer.Verb, .. var modules])
{
    return await HubTransfer.RunAsync(modules);
}
if (args is [ScaleServer.Verb, .. var serve])
{
    return await ScaleServer.RunAsync(serve);
}
var sizes = HubSizes.Of(args);
IBenchmark[] all =
[
    new OverheadBenchmark(),
    new MountOverheadBenchmark(),
    new ParsingBenchmark(),
    new PlanningBenchmark(),
    new LargeObjectBenchmark(),
    new SmallObjectsBenchmark(),
    new DashboardBenchmark(),
    new HubSmallBenchmark(sizes),
    new HubLargeBenchmark(sizes),
    new HubIncrementalBenchmark(sizes),
    new Blake3Benchmark(),
    new MakeModulesBenchmark(sizes),
    new StartSkewBenchmark(),
    new FleetScaleBenchmark(),
];
var pairs = args.FirstOrDefault(a => a.StartsWith("--pairs=", StringComparison.Ordinal))
    is { } given
    ? int.Parse(given["--pairs=".Length..])
    : 5;
var names = args.Where(a => !a.StartsWith("--", StringComparison.Ordinal)).ToList();
var unknown = names.Except(all.Select(b => b.Name)).ToList();
if (unknown.Count > 0 || pairs < 5)
{
    Console.Error.WriteLine(
        $"usage: benchmarks [--pairs=N, at least 5] [--hub-modules=N] [--without-aws] [--hub-large-files=N] [--hub-large-mib=N] [{string.Join('|', all.Select(b => b.Name))} …]"
    );
    return 2;
}
foreach (var benchmark in all.Where(b => names.Count == 0 || names.Contains(b.Name)))
{
    Console.WriteLine($"{benchmark.Name}: {benchmark.Claim}");
    foreach (var line in await benchmark.RunAsync(pairs, TimeProvider.System))
    {
        Console.WriteLine($"  {line}");
    }
}
return 0;
