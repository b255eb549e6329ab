using System.Net;
using System.Net.Sockets;

namespace Bench.Mounts.Tests.ToolSources.Releases;

/// <summary>Serves files on loopback and counts who asks for what.</summary>
internal sealed class ReleaseServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;

    public ReleaseServer()
    {
        Base = $"http://127.0.0.1:{FreePort()}";
        _listener.Prefixes.Add($"{Base}/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Base { get; }

    public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    public List<string> Asked { get; } = [];

    public HttpStatusCode? Refusal { get; set; }

    public void Dispose()
    {
        _listener.Stop();
        _serving.Wait(TimeSpan.FromSeconds(10)).ShouldBeTrue();
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            Answer(context);
        }
    }

    private void Answer(HttpListenerContext context)
    {
        var path = context.Request.Url!.AbsolutePath;
        Asked.Add(path);
        var reply = context.Response;
        if (Refusal is null && Files.TryGetValue(path, out var content))
        {
            reply.Close(content, willBlock: true);
            return;
        }
        reply.StatusCode = (int)(Refusal ?? HttpStatusCode.NotFound);
        reply.Close();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
