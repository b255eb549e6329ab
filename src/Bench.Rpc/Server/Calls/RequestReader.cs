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
    public ValueTask<T?> ReadAsync() => ReadAsync(cancel);

    public IAsyncEnumerable<T> All()
    {
        if (_isEnumerated)
        {
            throw new InvalidOperationException("Requests can be enumerated once.");
        }
        _isEnumerated = true;
        return Enumerate(CancellationToken.None);
    }

    private async ValueTask<T?> ReadAsync(CancellationToken either)
    {
        try
        {
            return await _messages.ReadAsync(either);
        }
        catch (IOException e)
        {
            throw new OperationCanceledException("The client has left the call.", e, cancel);
        }
    }

    /// <param name="reader">Lets a handler stop reading before the call ends.</param>
    private async IAsyncEnumerable<T> Enumerate([EnumeratorCancellation] CancellationToken reader)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, reader);
        while (await ReadAsync(either.Token) is { } message)
        {
            yield return message;
        }
    }
}
