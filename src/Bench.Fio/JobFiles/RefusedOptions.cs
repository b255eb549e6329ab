using System.Collections.Frozen;
using Bench.Fio.Values;

namespace Bench.Fio.JobFiles;

/// <summary>An option that a job file may not set.</summary>
/// <param name="Line">From 1.</param>
public sealed record RefusedOption(int Line, string Option, string Reason)
{
    public string Remedy { get; init; } = "remove it";
}

/// <summary>Options that would spoil the figures, leave the worker's control or run other programs.</summary>
public static class RefusedOptions
{
    private const string NoLatency = "it takes away the latencies that the report is made of";
    private const string OwnOutput = "the output of fio is read by Bench and must not go elsewhere";
    private const string OtherProgram = "a job file must not run other programs";
    private const string NoIo = "fio would end well without having measured any I/O";
    private const string OutOfControl = "fio would leave the control of the worker";

    private static readonly FrozenDictionary<string, string> s_always = new Dictionary<
        string,
        string
    >(StringComparer.Ordinal)
    {
        ["status_interval"] = "several reports in one output cannot be told apart",
        ["client"] = OutOfControl,
        ["server"] = OutOfControl,
        ["daemonize"] = OutOfControl,
        ["exec_prerun"] = OtherProgram,
        ["exec_postrun"] = OtherProgram,
        ["include"] = "the job file must be complete in itself",
        ["gtod_cpu"] = "it takes times from a clock that lags, which moves latencies",
        ["profile"] = "it replaces the job by one that is built into fio",
        ["wait_for"] =
            "jobs of one group would run one after the other, and their common rate is bytes ÷ the longest run time",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IEnumerable<RefusedOption> In(JobFile file) =>
        from line in file.Lines
        let refused = line.Kind == JobLineKind.Option ? Check(line) : null
        where refused is not null
        select refused;

    private static RefusedOption? Check(JobLine line)
    {
        // `include name` has no equals sign: the option is the first word.
        var key = line.Value is null ? OptionNames.KeyOf(line.Name.Split(' ', '\t')[0]) : line.Key;
        var reason = key switch
        {
            "gtod_reduce" or "disable_clat" or "disable_lat" => IsZero(line) ? null : NoLatency,
            "clat_percentiles" => IsZero(line) ? NoLatency : null,
            "create_only" or "verify_only" => IsZero(line) ? null : NoIo,
            "stats" => IsZero(line) ? "fio would leave the job out of its figures" : null,
            "ioengine" => EngineReason(line.Value),
            _ when key.StartsWith("output", StringComparison.Ordinal) => OwnOutput,
            _ => s_always.GetValueOrDefault(key),
        };
        return reason is null
            ? null
            : new RefusedOption(line.Number, key, reason)
            {
                Remedy = key switch
                {
                    "ioengine" => "use one of fio's own engines for I/O, such as psync or libaio",
                    "wait_for" => "use stonewall",
                    "profile" => "write the job's own options",
                    "create_only" => "remove it: Bench lays files out before it measures",
                    _ => "remove it",
                },
            };
    }

    private static string? EngineReason(string? value)
    {
        // What follows a colon is the engine's own, such as the path of its code.
        var engine = (value ?? "").Split(':')[0];
        return engine switch
        {
            "exec" => OtherProgram,
            "external" => "a job file must not load code into fio",
            _ when engine.Contains('/') => "a job file must not load code into fio",
            _ => null,
        };
    }

    /// <summary>False for an option that stands alone: that switches it on.</summary>
    private static bool IsZero(JobLine line) =>
        FioSize.TryParse(line.Value, out var number) && number.Bytes == 0;
}
