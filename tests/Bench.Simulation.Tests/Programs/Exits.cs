using Bench.Coordinator.Leading;
using Bench.Fleet;
using Bench.Protocol.Runs;
using Bench.Simulation.Tests.Scheduling;
using Bench.Simulation.Tests.Worlds;
using Bench.Storage;
using Bench.Worker;
using Bench.Workloads;

namespace Bench.Simulation.Tests.Programs;

/// <summary>Exit codes as the program gives them; an error that it has no code for is a defect.</summary>
internal static class Exits
{
    public const int Done = 0;
    public const int Failures = 1;
    public const int Usage = 2;
    public const int Environment = 3;
    public const int Interrupted = 130;

    public static async Task<int> GuardAsync(World world, SimProcess process, Func<Task<int>> verb)
    {
        try
        {
            return await verb();
        }
        catch (OperationCanceledException) when (process.Interruption.IsCancellationRequested)
        {
            process.LastWord = "interrupted";
            return Interrupted;
        }
        catch (Exception e) when (CodeOf(e) is { } code)
        {
            process.LastWord = e.Message;
            return code;
        }
        catch (Exception e) when (e is not LeftWorldException)
        {
            process.LastWord = e.Message;
            world.Found($"{process} died of {e}");
            return Failures;
        }
    }

    private static int? CodeOf(Exception e) =>
        e switch
        {
            RunIdTakenException or RunNotFoundException or NoSpecException => Usage,
            StoreException { Error: StoreError.Corrupt } => null,
            StoreException or ToolException or HostsUnfitException or FleetException => Environment,
            _ => null,
        };
}
