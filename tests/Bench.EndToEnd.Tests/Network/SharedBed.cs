using System.Net;
using Bench.Testing.S3;

namespace Bench.EndToEnd.Tests.Network;

/// <summary>The network and the bucket that all tests here share; each has hosts and a prefix of its own.</summary>
[SetUpFixture]
public sealed class SharedBed
{
    private static HostNetwork? _network;
    private static RgwBucket? _bucket;

    internal static HostNetwork Network => _network ?? throw new InvalidOperationException();

    internal static RgwBucket Bucket => _bucket ?? throw new InvalidOperationException();

    internal static IPEndPoint Server =>
        IPEndPoint.Parse(new Uri(Bucket.Server.Endpoint).Authority);

    [OneTimeSetUp]
    public async Task SetUpAsync()
    {
        await NetworkOwner.SweepAsync();
        _bucket = await RgwServer.FromEnvironment().UseInThisProcess().NewBucketAsync();
        _network = await HostNetwork.CreateAsync();
    }

    [OneTimeTearDown]
    public async Task TearDownAsync()
    {
        if (_network is not null)
        {
            await _network.DisposeAsync();
        }
        if (_bucket is not null)
        {
            await _bucket.DisposeAsync();
        }
    }
}
