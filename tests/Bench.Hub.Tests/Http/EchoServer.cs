using System.Net;
using System.Net.Sockets;

namespace Bench.Hub.Tests.Http;

/// <summary>Answers with what it was sent, and remembers how it was asked.</summary>
internal sealed class EchoServer : IDisposable
{
    private readonly HttpListener _listener = new();

    public EchoServer()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }
        _listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
        _listener.Start();
        _ = ServeAsync();
    }

    public int Port { get; }

    public string? Seen { get; private set; }

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        var context = await _listener.GetContextAsync();
        Seen =
            $"{context.Request.HttpMethod} {context.Request.RawUrl} X-Mine={context.Request.Headers["X-Mine"]}";
        using var body = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(body);
        context.Response.StatusCode = 201;
        context.Response.Headers["Location"] = "/elsewhere";
        await context.Response.OutputStream.WriteAsync(body.ToArray());
        context.Response.Close();
    }
}
