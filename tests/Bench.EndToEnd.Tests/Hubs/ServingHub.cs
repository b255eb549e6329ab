using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Hubs;

/// <summary>A hub as a program, and what drivers ask of it.</summary>
internal sealed class ServingHub : IDisposable
{
    private readonly HttpClient _client;

    private ServingHub(BenchProcess process, Uri address)
    {
        Process = process;
        _client = new HttpClient { BaseAddress = address, Timeout = Until.Limit };
    }

    public BenchProcess Process { get; }

    public Uri Address => _client.BaseAddress!;

    /// <summary>The most memory that it ever held, in bytes.</summary>
    public long PeakMemory
    {
        get
        {
            var line = File.ReadLines($"/proc/{Process.Pid}/status")
                .Single(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return 1024
                * long.Parse(
                    line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
                    CultureInfo.InvariantCulture
                );
        }
    }

    /// <summary>Starts it and waits until it says where it is.</summary>
    public static async Task<ServingHub> StartAsync(
        Sandbox sandbox,
        string dataFolder,
        params IReadOnlyList<string> flags
    )
    {
        var process = sandbox.Start([
            "hub",
            "serve",
            "--data-dir",
            dataFolder,
            "--port",
            "0",
            .. flags,
        ]);
        await Until.TrueAsync(
            () =>
                process.Output.Contains("backend: ", StringComparison.Ordinal) || process.HasExited,
            "the hub says where it is",
            () => process.Errors
        );
        var line = process
            .Output.Split('\n')
            .SingleOrDefault(l => l.StartsWith("hub: ", StringComparison.Ordinal))
            .ShouldNotBeNull(process.Errors);
        return new(process, new Uri(line["hub: ".Length..].Trim()));
    }

    /// <summary>Asks for an operation.</summary>
    public async Task<(HttpStatusCode Code, JsonNode Answer)> AskAsync(string module, string verb)
    {
        using var answer = await _client.PostAsync($"hub/modules/{module}/{verb}", null);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    /// <summary>Asks for an operation, of a hub that answers when it is done.</summary>
    public async Task<JsonNode> DoAsync(string module, string verb)
    {
        var (code, answer) = await AskAsync(module, verb);
        code.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        return answer;
    }

    /// <summary>Asks for an operation that fails: why it does.</summary>
    public async Task<string> FailAsync(string module, string verb, HttpStatusCode expected)
    {
        var (code, answer) = await AskAsync(module, verb);
        code.ShouldBe(expected, answer.ToJsonString());
        return answer["detail"]!.GetValue<string>();
    }

    /// <summary>Null when it knows nothing of the module.</summary>
    public async Task<JsonNode?> FindAsync(string module)
    {
        using var answer = await _client.GetAsync($"hub/modules/{module}");
        return answer.StatusCode == HttpStatusCode.NotFound
            ? null
            : JsonNode.Parse(await answer.Content.ReadAsStringAsync());
    }

    public Task<string> TextAsync(string path) => _client.GetStringAsync(path);

    /// <summary>All modules that are live, by their ids, with their states.</summary>
    public async Task<IReadOnlyDictionary<string, string>> StatesAsync() =>
        JsonNode.Parse(await TextAsync("hub/status"))!["modules"]!
            .AsArray()
            .ToDictionary(
                module => module!["moduleId"]!.GetValue<string>(),
                module => module!["state"]!.GetValue<string>()
            );

    /// <summary>Waits until the states of all live modules are as wanted.</summary>
    public async Task UntilAsync(
        Func<IReadOnlyDictionary<string, string>, bool> wanted,
        string what
    )
    {
        var begun = TimeProvider.System.GetTimestamp();
        var states = await StatesAsync();
        while (!wanted(states))
        {
            TimeProvider
                .System.GetElapsedTime(begun)
                .ShouldBeLessThan(Until.Limit, $"{what}\n{Process.Errors}");
            await Task.Delay(20);
            states = await StatesAsync();
        }
    }

    /// <summary>Ends it as its users do.</summary>
    public async Task EndAsync()
    {
        Process.Signal(Signals.Terminate);
        (await Process.EndAsync()).ShouldHaveCode(0);
    }

    public void Dispose() => _client.Dispose();
}
