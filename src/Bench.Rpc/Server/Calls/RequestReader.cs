using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Bench.Rpc.Framing;
using Google.Protobuf;

namespace Bench.Rpc.Server.Calls;

/// <summary>The request messages of a call.</summary>
internal sealed class RequestReader<T>(
    PipeReader body,
    MessageParser<T> parser,
    bool isGzip,
    int largest,
    CancellationToken cancel
)
    where T : class, IMessage<T>
{
    private readonly MessageReader<T> _messages = new(body, parser, isGzip, largest);
    private bool _isEnumerated;

    /// <returns>Null when the client has sent its last.</returns>
    /// <exception cref="OperationCanceledException">The call has ended, or the client is gone.</exception>
    public async ValueTask<T?> ReadAsync()
    {
        try
        {
            return await _messages.ReadAsync(cancel);
        }
        catch (IOException e)
        {
            throw new OperationCanceledException("The client has left the call.", e, cancel);
        }
    }

    public IAsyncEnumerable<T> All()
    {
        if (_isEnumerated)
        {
            throw new InvalidOperationException("Requests can be enumerated once.");
        }
        _isEnumerated = true;
        return Enumerate(CancellationToken.None);
    }

    private async IAsyncEnumerable<T> Enumerate([EnumeratorCancellation] CancellationToken reader)
    {
        while (await ReadAsync() is { } message)
        {
            reader.ThrowIfCancellationRequested();
            yield return message;
        }
    }
}
