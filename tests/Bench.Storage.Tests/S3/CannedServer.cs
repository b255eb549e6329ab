using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Bench.Storage.Tests.S3;

/// <summary>A request as it came, without its body.</summary>
internal sealed record CannedRequest(string Line, IReadOnlyDictionary<string, string> Headers);

/// <summary>An HTTP server on loopback that answers what a test wants, one request a connection.</summary>
internal sealed class CannedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<CannedRequest, string> _answer;
    private readonly Task _serving;

    /// <param name="answer">Status line, headers and body of each reply; an empty one breaks the connection off.</param>
    public CannedServer(Func<CannedRequest, string> answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = ServeAsync();
    }

    public ConcurrentQueue<CannedRequest> Requests { get; } = new();

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public string Uri => $"s3://bkt/p?endpoint={Address}";

    /// <summary>An answer with a body and its length.</summary>
    public static string Reply(string status, string body = "", params string[] headers) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n{body}"
        );

    /// <summary>An error as S3 servers write it.</summary>
    public static string Error(string status, string code, params string[] headers) =>
        Reply(status, $"<?xml version=\"1.0\"?><Error><Code>{code}</Code></Error>", headers);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _serving;
        _listener.Stop();
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_end.Token);
                await using var stream = client.GetStream();
                await AnswerAsync(stream);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The end of the test.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        try
        {
            var request = await ReadAsync(stream);
            Requests.Enqueue(request);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(_answer(request)), _end.Token);
        }
        catch (IOException)
        {
            // The client went away, which tests of cancellation want.
        }
    }

    private async Task<CannedRequest> ReadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, _end.Token);
            head.Append((char)one[0]);
        }
        var lines = head.ToString().TrimEnd().Split("\r\n");
        var headers = lines
            .Skip(1)
            .Select(line => line.Split(':', 2))
            .ToDictionary(
                parts => parts[0],
                parts => parts[1].Trim(),
                StringComparer.OrdinalIgnoreCase
            );
        if (headers.TryGetValue("Content-Length", out var length))
        {
            var body = new byte[int.Parse(length, CultureInfo.InvariantCulture)];
            await stream.ReadExactlyAsync(body, _end.Token);
        }
        return new CannedRequest(lines[0], headers);
    }
}
