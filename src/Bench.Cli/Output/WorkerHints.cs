using Bench.Model.Names;
using Bench.Model.Runs;

namespace Bench.Cli.Output;

/// <summary>How the workers of a run are started that others start (<c>--fleet none</c>), one line a VM.</summary>
internal static class WorkerHints
{
    /// <summary>For a run that is led here: this process serves on loopback alone.</summary>
    public static void Write(TextWriter people, string runUri, RunConfig config)
    {
        people.WriteLine("start a worker on each VM; it goes by the bucket:");
        foreach (var vm in config.Vms)
        {
            people.WriteLine($"  {Worker(runUri, vm.Name)}");
        }
        people.WriteLine(
            "for the live channel too, let a service lead the run: bench coordinator serve, then bench run --coordinator URL"
        );
    }

    /// <summary>For a run that a service leads, which its workers can reach.</summary>
    public static void WriteServed(
        TextWriter people,
        string runUri,
        RunConfig config,
        string coordinator
    )
    {
        people.WriteLine("make each worker's token where the service runs:");
        foreach (var vm in config.Vms)
        {
            people.WriteLine(
                $"  bench coordinator worker-token {Quoting.ForShell(runUri)} --vm {vm.Name} --out {vm.Name}.token"
            );
        }
        people.WriteLine("start a worker on each VM, with its token in a file there:");
        foreach (var vm in config.Vms)
        {
            people.WriteLine(
                $"  {Worker(runUri, vm.Name)} --coordinator {Quoting.ForShell(coordinator)} --token-file {vm.Name}.token"
            );
        }
    }

    private static string Worker(string runUri, string vm) =>
        $"bench worker --run {Quoting.ForShell(runUri)} --vm {vm}";
}
