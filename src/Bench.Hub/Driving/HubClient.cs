using System.Net;
using System.Text.Json;

namespace Bench.Hub.Driving;

/// <summary>Speaks a hub's HTTP interface: Bench's own, or any other of the same interface.</summary>
public sealed class HubClient : IDisposable
{
    /// <summary>Longer than this an answer takes only when an operation is done within it, on a hub without pools.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromMinutes(30);

    private const int LongestMessage = 500;
    private const string StatusPath = "hub/status";
    private const string StatsPath = "stats/hub";

    private readonly HttpClient _http;

    public HubClient(Uri address)
    {
        Address = address;
        _http = new HttpClient(
            new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 64 }
        )
        {
            BaseAddress = address,
            Timeout = AnswerLimit,
        };
    }

    public Uri Address { get; }

    /// <summary>Whether it answers that it is well, and knows what a hub knows: an instance of one has a health too.</summary>
    public async Task<bool> IsHealthyAsync(CancellationToken cancel)
    {
        try
        {
            using var health = await _http.GetAsync("health", cancel);
            if (!health.IsSuccessStatusCode)
            {
                return false;
            }
            using var status = await _http.GetAsync(StatusPath, cancel);
            return status.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>All live modules.</summary>
    public async Task<IReadOnlyList<HubModule>> StatusAsync(CancellationToken cancel)
    {
        using var answer = await SendAsync(HttpMethod.Get, StatusPath, cancel);
        return HubModule.ReadAll(await JsonAsync(answer, StatusPath, cancel));
    }

    /// <summary>One module; null where the hub has none of that id.</summary>
    public async Task<HubModule?> ModuleAsync(string module, CancellationToken cancel)
    {
        var path = PathOf(module);
        using var answer = await SendAsync(HttpMethod.Get, path, cancel, HttpStatusCode.NotFound);
        return answer.StatusCode == HttpStatusCode.NotFound
            ? null
            : HubModule.Read(await JsonAsync(answer, path, cancel));
    }

    /// <summary>What it has written back since it started; null where it does not tell.</summary>
    public async Task<DehydrationFigures?> DehydratedAsync(CancellationToken cancel)
    {
        try
        {
            using var answer = await SendAsync(HttpMethod.Get, StatsPath, cancel);
            return DehydrationFigures.Read(await JsonAsync(answer, StatsPath, cancel));
        }
        catch (HubDriveException)
        {
            // Not every hub has figures, and one that is gone is seen where something is asked of it.
            return null;
        }
    }

    /// <summary>Asks for <c>provision</c>, <c>deprovision</c>, <c>hibernate</c> or <c>wake</c>; returns when it is accepted or done.</summary>
    public async Task AskAsync(string module, string operation, CancellationToken cancel)
    {
        using var answer = await SendAsync(
            HttpMethod.Post,
            $"{PathOf(module)}/{operation}",
            cancel
        );
    }

    public void Dispose() => _http.Dispose();

    private static string PathOf(string module) => $"hub/modules/{Uri.EscapeDataString(module)}";

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        CancellationToken cancel,
        HttpStatusCode? alsoGood = null
    )
    {
        HttpResponseMessage answer;
        try
        {
            using var request = new HttpRequestMessage(method, path);
            answer = await _http.SendAsync(request, cancel);
        }
        catch (HttpRequestException e)
        {
            throw new HubDriveException(
                $"the hub at {Address} does not answer {method} /{path}: {e.Message}",
                e
            );
        }
        if (answer.IsSuccessStatusCode || answer.StatusCode == alsoGood)
        {
            return answer;
        }
        using (answer)
        {
            throw new HubDriveException(
                $"the hub at {Address} refuses {method} /{path}: {(int)answer.StatusCode} {await ReasonAsync(answer, cancel)}"
            );
        }
    }

    /// <summary>The detail of problem details, else the body's beginning.</summary>
    private static async Task<string> ReasonAsync(
        HttpResponseMessage answer,
        CancellationToken cancel
    )
    {
        var body = await answer.Content.ReadAsStringAsync(cancel);
        try
        {
            using var json = JsonDocument.Parse(body);
            if (
                json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("detail", out var detail)
                && detail.ValueKind == JsonValueKind.String
            )
            {
                return detail.GetString()!;
            }
        }
        catch (JsonException)
        {
            // Then the body is words for people already.
        }
        return body.Length > LongestMessage ? body[..LongestMessage] : body;
    }

    private async Task<JsonElement> JsonAsync(
        HttpResponseMessage answer,
        string path,
        CancellationToken cancel
    )
    {
        await using var body = await answer.Content.ReadAsStreamAsync(cancel);
        try
        {
            using var json = await JsonDocument.ParseAsync(body, default, cancel);
            return json.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new HubDriveException(
                $"the hub at {Address} answers GET /{path} with what is no JSON: {e.Message}",
                e
            );
        }
    }
}
