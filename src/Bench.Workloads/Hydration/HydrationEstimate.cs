using Bench.Model.Runs;
using Bench.Planning;

namespace Bench.Workloads.Hydration;

/// <summary>
/// A guess at how long one iteration takes, for the weighted distribution only: the bytes of all modules at an assumed
/// rate, and an assumed time for each file and each module.
/// </summary>
public static class HydrationEstimate
{
    private const double AssumedBytesPerSecond = 200e6;
    private const double AssumedSecondsOfFile = 0.0002;
    private const double AssumedSecondsOfModule = 0.01;
    private const double AssumedSecondsOfHub = 2;

    public static PlanRequest AddTo(PlanRequest request)
    {
        var others = request.EstimateSeconds;
        return request with
        {
            EstimateSeconds = test =>
                test.Workload == HydrationWorkload.WorkloadName
                    ? SecondsOf(test)
                    : others?.Invoke(test),
        };
    }

    /// <summary>Null where a value is none, which its rule tells, or where only the baseline knows.</summary>
    private static double? SecondsOf(TestCaseSpec test)
    {
        if (HydrationValuesRule.BadColumns(test).Any())
        {
            return null;
        }
        var settings = HydrationSettings.Of(test.Params);
        if (settings.Seeded is not null)
        {
            return null;
        }
        var shape = settings.Shape;
        var files = (double)shape.Modules * shape.FilesPerModule;
        var bytes = files * (shape.Sizes.Smallest + shape.Sizes.Largest) / 2;
        return AssumedSecondsOfHub
            + (shape.Modules * AssumedSecondsOfModule)
            + (files * AssumedSecondsOfFile)
            + (bytes / AssumedBytesPerSecond);
    }
}
