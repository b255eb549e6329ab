using System.Net.Http;
using System.Net.Sockets;
using Polly.Timeout;

namespace Bench.Storage.Resilience;

/// <summary>Which errors may go away by themselves.</summary>
internal static class TransientErrors
{
    /// <summary>
    /// Clients class their errors; what reaches here unclassed comes out of a reply's body, which breaks while it is
    /// read. A cancellation counts only where the caller did not ask for it.
    /// </summary>
    public static bool IsTransient(Exception? error) =>
        error switch
        {
            StoreException store => store.IsTransient,
            TimeoutRejectedException => true,
            _ => IsBrokenTransfer(error),
        };

    public static bool IsBrokenTransfer(Exception? error) =>
        error
            is IOException
                or HttpRequestException
                or SocketException
                or OperationCanceledException;

    public static StoreException Classed(Exception error, string uri) =>
        error as StoreException
        ?? new StoreException(
            StoreError.Unavailable,
            uri,
            $"the transfer broke: {error.Message.TrimEnd('.')}",
            "check the network and the store, then go on where it stopped",
            error
        );
}
