using Bench.Model.Digests;

namespace Bench.Simulation.Tests.Checking;

internal static class Digests
{
    public static string Sha256(byte[] content) => ContentDigest.Sha256HexOf(content);
}
