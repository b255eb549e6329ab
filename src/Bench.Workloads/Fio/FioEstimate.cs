using System.Globalization;
using Bench.Fio.JobFiles;
using Bench.Fio.Values;
using Bench.Model.Runs;
using Bench.Planning;
using Bench.Planning.Inputs;

namespace Bench.Workloads.Fio;

/// <summary>
/// A guess at how long one iteration takes, for the weighted distribution only: the run time that the job file fixes,
/// else the bytes of the test at an assumed rate.
/// </summary>
public static class FioEstimate
{
    private const double AssumedBytesPerSecond = 200e6;

    public static PlanRequest AddTo(PlanRequest request)
    {
        var (text, _) = request.JobFile.Decode();
        var fixedSeconds = text is null ? null : FixedSeconds(JobFile.Parse(text));
        var others = request.EstimateSeconds;
        return request with
        {
            EstimateSeconds = test =>
                test.Workload == "fio" ? fixedSeconds ?? BytesSeconds(test) : others?.Invoke(test),
        };
    }

    /// <summary>The longest run time of a time-based job file with a plain number; null where there is none.</summary>
    private static double? FixedSeconds(JobFile file)
    {
        if (!file.Settings("time_based").Any(line => line.Value is null or "1"))
        {
            return null;
        }
        var ramp = Seconds(file, "ramp_time") ?? 0;
        return Seconds(file, "runtime") + ramp;
    }

    private static double? Seconds(JobFile file, string option) =>
        file.Settings(option).Select(line => Duration(line.Value)).Max();

    private static double? Duration(string? text)
    {
        if (text is null)
        {
            return null;
        }
        var (number, factor) =
            text.EndsWith("ms", StringComparison.Ordinal) ? (text[..^2], 0.001)
            : text.EndsWith('s') ? (text[..^1], 1)
            : text.EndsWith('m') ? (text[..^1], 60)
            : text.EndsWith('h') ? (text[..^1], 3600)
            : (text, 1d);
        return double.TryParse(
            number,
            NumberStyles.Float,
            CultureInfo.InvariantCulture,
            out var value
        )
            ? value * factor
            : null;
    }

    private static double? BytesSeconds(TestCaseSpec test)
    {
        if (
            !test.Params.TryGetValue(ParameterNames.FileSize, out var size)
            || !FioSize.TryParse(size, out var bytes)
        )
        {
            return null;
        }
        var files = Count(test, ParameterNames.NumJobs) * Count(test, ParameterNames.NrFiles);
        return bytes.Bytes * (double)files / AssumedBytesPerSecond;
    }

    private static long Count(TestCaseSpec test, string name) =>
        test.Params.TryGetValue(name, out var text)
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : 1;
}
