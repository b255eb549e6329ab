using System.Net;
using Bench.Testing.Gcs.Api;
using Bench.Testing.Gcs.Faults;
using Bench.Testing.Gcs.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Bench.Testing.Gcs;

/// <summary>
/// Google Cloud Storage's JSON API on a free port of the loopback interface, in this process. Small objects are in
/// memory, large ones in files of a temporary folder that goes with the server.
/// </summary>
public sealed class GcsServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly JsonApi _api;
    private readonly DirectoryInfo _folder;
    private readonly GcsServerPipeline _pipeline;

    private GcsServer(WebApplication app, JsonApi api, DirectoryInfo folder)
    {
        (_app, _api, _folder) = (app, api, folder);
        _pipeline = new GcsServerPipeline(api);
    }

    /// <summary>Host and port, as STORAGE_EMULATOR_HOST wants them.</summary>
    public string Host { get; private set; } = "";

    public string Address => $"http://{Host}";

    /// <summary>Entries of a page of a listing at most; at first 1000, as at Google.</summary>
    public int PageEntries
    {
        get => _api.PageEntries;
        set => _api.PageEntries = value;
    }

    /// <summary>Whether a resumable upload's condition is looked at only with its last byte.</summary>
    public bool LateConditions
    {
        get => _api.LateConditions;
        set => _api.LateConditions = value;
    }

    /// <summary>What one step of a copy moves, in bytes, as between locations; null for all at once.</summary>
    public long? RewriteBytes
    {
        get => _api.RewriteBytes;
        set => _api.RewriteBytes = value;
    }

    /// <summary>The only access token that is let in; null lets everybody in.</summary>
    public string? RequiredToken
    {
        get => _pipeline.RequiredToken;
        set => _pipeline.RequiredToken = value;
    }

    /// <summary>How many requests of each kind came, those that failed too.</summary>
    public IReadOnlyDictionary<RequestKind, int> Requests => _pipeline.Requests;

    /// <summary>Faults of the plan so far.</summary>
    public int Faults => _pipeline.Dice?.Drawn ?? 0;

    public static async Task<GcsServer> StartAsync(params string[] buckets)
    {
        var folder = Directory.CreateTempSubdirectory("bench-gcs-");
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(options =>
            {
                options.Listen(IPAddress.Loopback, 0);
                options.Limits.MaxRequestBodySize = null;
                options.Limits.MaxRequestLineSize = 64 * 1024;
                options.Limits.MinRequestBodyDataRate = null;
                options.Limits.MinResponseDataRate = null;
            });
        var app = builder.Build();
        var api = new JsonApi(folder.FullName);
        var server = new GcsServer(app, api, folder);
        app.Run(server._pipeline.HandleAsync);
        await app.StartAsync();
        var addresses = app
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!;
        server.Host = new Uri(addresses.Addresses.Single()).Authority;
        api.Address = server.Address;
        foreach (var bucket in buckets)
        {
            server.AddBucket(bucket);
        }
        return server;
    }

    public void AddBucket(string name) => _api.AddBucket(name);

    /// <summary>Deletes all objects of a bucket.</summary>
    public void Empty(string bucket) => _api.BucketOf(bucket).Clear();

    /// <summary>From now on requests fail by this plan, instead of the plan before.</summary>
    public void Inject(FaultPlan plan) => _pipeline.Dice = new FaultDice(plan);

    /// <summary>From now on no request fails.</summary>
    public void Calm() => _pipeline.Dice = null;

    public int Count(RequestKind kind) => Requests.GetValueOrDefault(kind);

    public async ValueTask DisposeAsync()
    {
        await _pipeline.StopAsync();
        await _app.DisposeAsync();
        _pipeline.Dispose();
        _api.Dispose();
        _folder.Delete(recursive: true);
    }
}
