using Bench.Model.Results;
using Bench.Mounts;

namespace Bench.Worker.Iterations;

/// <summary>The mount as it stands in records.</summary>
internal static class MountFactsReader
{
    public static MountFacts Of(IMountKind kind, IMounted mounted) =>
        new()
        {
            Kind = kind.Name,
            Flush = mounted.Flush switch
            {
                FlushMeaning.OnClose => "on_close",
                FlushMeaning.Awaited => "awaited",
                _ => "file_system",
            },
        };
}
