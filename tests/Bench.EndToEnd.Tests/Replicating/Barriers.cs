using System.Text.Json.Nodes;
using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Replicating;

/// <summary>What a bucket tells of start barriers, and a VM that comes late to one.</summary>
internal static class Barriers
{
    /// <summary>The decisions that started an iteration, in order.</summary>
    public static IReadOnlyList<JsonNode> Goes(Bucket bucket) =>
        [
            .. bucket
                .Names("decisions")
                .Where(name => name.EndsWith(".json", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(bucket.Json)
                .Where(decision => decision["go"] is not null)
                .Select(decision => decision["go"]!),
        ];

    /// <summary>Whether a VM's last progress says that it waits.</summary>
    public static bool Waits(Bucket bucket, string vm) =>
        bucket.Progress(vm)?["barrier"] is not null;

    /// <summary>From now on the fio of one VM gets to its start only once it is let go.</summary>
    /// <returns>Lets it go, now and from now on.</returns>
    public static Action Delay(Sandbox sandbox, string vm)
    {
        var free = sandbox.Folder("free");
        sandbox.Shim(
            "fio",
            $"""
            #!/bin/sh
            case "$BENCH_OWNER $*" in
            */{vm}/*job.fio) while [ ! -e '{free}' ]; do sleep 0.05; done ;;
            esac
            exec /usr/bin/fio "$@"

            """
        );
        return () => File.WriteAllText(free, "");
    }
}
