using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using Bench.Rpc.Framing;
using Google.Protobuf;

namespace Bench.Rpc.Client.Calls;

/// <summary>A request's body that is written message by message while the response is being read.</summary>
internal sealed class RequestContent : HttpContent
{
    private readonly TaskCompletionSource<PipeWriter> _open = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly TaskCompletionSource _complete = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly SemaphoreSlim _turn = new(1);
    private readonly bool _compress;
    private readonly int _largest;
    private readonly IMessage? _only;

    /// <param name="only">The only message; null when messages are written one by one.</param>
    public RequestContent(bool compress, int largest, IMessage? only)
    {
        _only = only;
        if (only is not null)
        {
            // Found out here, it is the caller's error; while the body is sent it would be the connection's.
            MessageWriter.CheckedSize(only, largest);
        }
        _compress = compress;
        _largest = largest;
        Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
    }

    /// <summary>The body can be written from here on.</summary>
    public Task<PipeWriter> Open => _open.Task;

    public async ValueTask WriteAsync(IMessage message, CancellationToken cancel)
    {
        var writer = await _open.Task;
        await _turn.WaitAsync(cancel);
        try
        {
            if (_complete.Task.IsCompleted)
            {
                throw new InvalidOperationException("All requests are sent already.");
            }
            MessageWriter.Write(writer, message, _compress, _largest);
            await writer.FlushAsync(cancel);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Complete() => _complete.TrySetResult();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream,
        TransportContext? context,
        CancellationToken cancellationToken
    )
    {
        var writer = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        if (_only is not null)
        {
            MessageWriter.Write(writer, _only, _compress, _largest);
            await writer.CompleteAsync();
            return;
        }
        // The server may answer before the first message.
        await stream.FlushAsync(cancellationToken);
        _open.TrySetResult(writer);
        await _complete.Task.WaitAsync(cancellationToken);
        await _turn.WaitAsync(cancellationToken);
        _turn.Release();
        await writer.CompleteAsync();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _turn.Dispose();
        }
        base.Dispose(disposing);
    }
}
