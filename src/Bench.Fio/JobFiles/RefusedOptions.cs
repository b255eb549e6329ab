using System.Collections.Frozen;

namespace Bench.Fio.JobFiles;

/// <summary>An option that a job file may not set.</summary>
/// <param name="Line">From 1.</param>
public sealed record RefusedOption(int Line, string Option, string Reason);

/// <summary>Options that would spoil the figures, leave the worker's control or run other programs.</summary>
public static class RefusedOptions
{
    private const string NoLatency = "it takes away the latencies that the report is made of";
    private const string OwnOutput = "the output of fio is read by Bench and must not go elsewhere";
    private const string OtherProgram = "a job file must not run other programs";
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
            "gtod_reduce" or "disable_clat" => line.Value is "0" ? null : NoLatency,
            "clat_percentiles" => line.Value is "0" ? NoLatency : null,
            _ when key.StartsWith("output", StringComparison.Ordinal) => OwnOutput,
            _ => s_always.GetValueOrDefault(key),
        };
        return reason is null ? null : new RefusedOption(line.Number, key, reason);
    }
}
