using Bench.Cli.Hubs;
using Bench.Cli.Output;
using Bench.Coordinator.Leading;
using Bench.Coordinator.Security;
using Bench.Fleet;
using Bench.Host.Processes;
using Bench.Hub.Configuration;
using Bench.Hub.Driving;
using Bench.Hub.Hydration;
using Bench.Hub.Pipeline;
using Bench.Hub.Pipeline.Backends;
using Bench.Hub.Pipeline.Stages;
using Bench.Hub.Service;
using Bench.Hub.Targets;
using Bench.Model.Json;
using Bench.Mounts;
using Bench.Mounts.ToolSources;
using Bench.Protocol.Runs;
using Bench.Rpc.Errors;
using Bench.Storage;
using Bench.Worker;
using Bench.Workloads;
using Grpc.Core;

namespace Bench.Cli;

/// <summary>Wrong usage; the message says what is wrong and the remedy.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>The one place where typed errors become words and an exit code.</summary>
internal static class UserErrors
{
    /// <summary>Runs a verb; an error that users can act on is told in one line.</summary>
    public static async Task<int> GuardAsync(Func<Task<int>> verb, TextWriter errors)
    {
        try
        {
            return await verb();
        }
        catch (OperationCanceledException)
        {
            // The user asked for it; there is nothing to explain.
            return ExitCodes.Interrupted;
        }
        catch (Exception e) when (CodeOf(e) is { } code)
        {
            var words = e is RpcException call
                ? $"{call.StatusCode}: {RpcFailure.Words(call)}"
                : e.Message;
            await errors.WriteLineAsync($"bench: {TextTable.CleanLines(words)}");
            return code;
        }
    }

    /// <summary>Null for an error that is a defect of the program, which must not be made to look like another.</summary>
    private static int? CodeOf(Exception e) =>
        e switch
        {
            UsageException
            or PipelineInputException
            or HubSettingsException
            or TargetException
            or SecurityConfigException
            or StoreUriException
            or RunIdTakenException
            or RunNotFoundException
            or NoSpecException => ExitCodes.Usage,
            StoreException { Error: StoreError.InvalidKey } => ExitCodes.Usage,
            RpcException
            {
                StatusCode: StatusCode.InvalidArgument
                    or StatusCode.NotFound
                    or StatusCode.AlreadyExists
                    or StatusCode.FailedPrecondition
                    or StatusCode.Unauthenticated
                    or StatusCode.PermissionDenied
            } => ExitCodes.Usage,
            RpcException => ExitCodes.Environment,
            StoreException
            or DocumentException
            or ToolException
            or MountException
            or ToolSourceException
            or HostsUnfitException
            or HubDriveException
            or BackendException
            or LoginException
            or HydrationException
            or HubStartException
            or FleetException => ExitCodes.Environment,
            ProgramNotFoundException or ProcessStartException or ProcessStuckException =>
                ExitCodes.Environment,
            StageFailedException => ExitCodes.Failures,
            // What the system says names the path: no room, no permission, not there.
            IOException or UnauthorizedAccessException => ExitCodes.Environment,
            _ => null,
        };
}
