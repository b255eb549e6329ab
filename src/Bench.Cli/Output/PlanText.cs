using System.Globalization;
using Bench.Model.Runs;
using Bench.Model.Units;
using Bench.Planning;

namespace Bench.Cli.Output;

/// <summary>A plan for people: the VMs, then the entries of each.</summary>
internal static class PlanText
{
    private const int MostEntries = 200;

    public static void Write(TextWriter output, RunConfig config, PlanTable table)
    {
        output.WriteLine(
            $"{config.TestCases.Count} test cases × {config.Configs.Count} configs = {config.EntryCount} entries, "
                + $"{config.Options.Iterations} iterations each; distribution {Inputs.Words.NameOf(config.Options.Distribution)}, seed {config.Seed}"
        );
        if (config.Options.Distribution == DistributionMode.Replicate)
        {
            output.WriteLine(
                "Each entry runs on all its VMs at once: they wait for each other before every iteration, share their hosts,"
            );
            output.WriteLine(
                "and their rates are summed within the time in which all of them worked."
            );
        }
        output.WriteLine();
        WriteVms(output, table);
        output.WriteLine();
        WriteEntries(output, table);
    }

    private static void WriteVms(TextWriter output, PlanTable table)
    {
        var vms = new TextTable(
            ("VM", false),
            ("class", false),
            ("test cases", true),
            ("entries", true),
            ("iterations", true),
            ("estimated", true)
        );
        foreach (var vm in table.Vms)
        {
            vms.Add(
                vm.Vm,
                vm.VmClass ?? "",
                Number(vm.TestCases),
                Number(vm.Entries),
                Number(vm.Iterations),
                Estimate(vm.EstimatedSeconds)
            );
        }
        vms.Write(output);
    }

    private static void WriteEntries(TextWriter output, PlanTable table)
    {
        var entries = new TextTable(
            ("entry", true),
            ("VM", false),
            ("test", false),
            ("config", false),
            ("workload", false),
            ("parameters", false),
            ("estimated", true)
        );
        foreach (var entry in table.Entries.Take(MostEntries))
        {
            entries.Add(
                Number(entry.MatrixId),
                entry.Vm,
                entry.TestId,
                entry.ConfigLabel,
                entry.Workload,
                string.Join(
                    ' ',
                    entry.Params.Where(p => p.Value.Length > 0).Select(p => $"{p.Key}={p.Value}")
                ),
                Estimate(entry.EstimatedSeconds)
            );
        }
        entries.Write(output);
        if (table.Entries.Count > MostEntries)
        {
            output.WriteLine(
                $"… and {table.Entries.Count - MostEntries} more entries; --json prints all of them"
            );
        }
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Estimate(double? seconds) =>
        seconds is { } s ? Human.Seconds(s) : "unknown";
}
