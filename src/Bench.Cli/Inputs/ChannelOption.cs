using System.CommandLine;

namespace Bench.Cli.Inputs;

/// <summary>Whether a run is served while it is led.</summary>
internal static class ChannelOption
{
    public static Option<bool> New() =>
        new("--no-channel")
        {
            Description =
                "Serve no dashboard and no live channel on loopback; everything goes by the bucket.",
        };
}
