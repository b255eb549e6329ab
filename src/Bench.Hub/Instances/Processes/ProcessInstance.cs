using Bench.Host.Processes;

namespace Bench.Hub.Instances.Processes;

/// <summary>A program that serves one module.</summary>
internal sealed class ProcessInstance : IInstance
{
    private readonly IRunningProcess _process;
    private readonly InstanceCommand _command;
    private readonly string _log;
    private readonly HttpClient _http;
    private readonly InstancePorts _ports;
    private string _seen = "";
    private long _activity;
    private bool _isCollected;
    private int _returned;

    public ProcessInstance(
        IRunningProcess process,
        int port,
        InstanceCommand command,
        string log,
        HttpClient http,
        InstancePorts ports
    )
    {
        (_process, Port, _command, _log) = (process, port, command, log);
        (_http, _ports) = (http, ports);
        Ended = DescribeEndAsync();
    }

    public int Port { get; }

    public int? Pid => _process.Pid;

    public Task<string> Ended { get; }

    public long Activity => Interlocked.Read(ref _activity);

    public async Task<bool> IsHealthyAsync(CancellationToken cancel)
    {
        try
        {
            using var answer = await SendAsync(HttpMethod.Get, _command.HealthPath, cancel);
            if (!answer.IsSuccessStatusCode)
            {
                return false;
            }
            if (_command.ActivityPath.Length > 0)
            {
                await NoteActivityAsync(cancel);
            }
            return !Ended.IsCompleted;
        }
        catch (Exception e)
            when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            return false;
        }
    }

    public async Task RequestCollectionAsync(CancellationToken cancel)
    {
        if (_command.CollectionPath.Length == 0)
        {
            _isCollected = true;
            return;
        }
        await AskAsync(HttpMethod.Post, _command.CollectionPath, cancel);
        _isCollected = _command.CollectionStatusPath.Length == 0;
    }

    public async Task<CollectionStatus> GetCollectionAsync(CancellationToken cancel)
    {
        if (_isCollected)
        {
            return new CollectionStatus(CollectionState.Done);
        }
        var text = await AskAsync(HttpMethod.Get, _command.CollectionStatusPath, cancel);
        return CollectionWords.Read(text);
    }

    public async Task StopAsync(TimeSpan grace)
    {
        try
        {
            await _process.StopAsync(grace);
        }
        catch (ProcessStuckException e)
        {
            throw new InstanceException($"its processes cannot be ended: {e.Message}", e);
        }
        if (Interlocked.Exchange(ref _returned, 1) == 0)
        {
            _ports.GiveBack(Port);
        }
    }

    public string ReadLogTail() => OutputTail.Read(_log);

    public async ValueTask DisposeAsync() => await StopAsync(TimeSpan.Zero);

    private async Task NoteActivityAsync(CancellationToken cancel)
    {
        using var answer = await SendAsync(HttpMethod.Get, _command.ActivityPath, cancel);
        var text = await answer.Content.ReadAsStringAsync(cancel);
        if (!string.Equals(text, _seen, StringComparison.Ordinal))
        {
            _seen = text;
            Interlocked.Increment(ref _activity);
        }
    }

    private async Task<string> AskAsync(HttpMethod method, string path, CancellationToken cancel)
    {
        try
        {
            using var answer = await SendAsync(method, path, cancel);
            var text = await answer.Content.ReadAsStringAsync(cancel);
            return answer.IsSuccessStatusCode
                ? text
                : throw new InstanceException(
                    $"{method} {path} was answered with {(int)answer.StatusCode}"
                );
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new InstanceException(
                $"{method} {path} was not answered: {e.Message}{LogTail.Words(ReadLogTail())}",
                e
            );
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        CancellationToken cancel
    )
    {
        using var request = new HttpRequestMessage(method, $"http://127.0.0.1:{Port}{path}");
        return await _http.SendAsync(request, cancel);
    }

    private async Task<string> DescribeEndAsync()
    {
        var exit = await _process.Completion;
        return $"it ended with {exit.Describe()} after {exit.Elapsed.TotalSeconds:F1} s{LogTail.Words(ReadLogTail())}";
    }
}
