using Bench.Coordinator.Leading;
using Bench.Model.Json;
using Bench.Protocol.Runs;
using Bench.Rpc.Statuses;
using Bench.Storage;

namespace Bench.Coordinator.LiveChannel;

/// <summary>Typed errors as ends of calls.</summary>
internal static class RpcErrors
{
    public static async Task<T> GuardAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (CodeOf(e) is { } code)
        {
            throw new RpcException(code, e.Message, [], inner: e);
        }
    }

    /// <summary>Null for a defect, of which callers learn nothing.</summary>
    private static RpcStatusCode? CodeOf(Exception e) =>
        e switch
        {
            RunNotFoundException => RpcStatusCode.NotFound,
            RunIdTakenException => RpcStatusCode.AlreadyExists,
            DocumentException or ConfigRefusedException => RpcStatusCode.InvalidArgument,
            InvalidOperationException => RpcStatusCode.FailedPrecondition,
            StoreException => RpcStatusCode.Unavailable,
            _ => null,
        };
}
