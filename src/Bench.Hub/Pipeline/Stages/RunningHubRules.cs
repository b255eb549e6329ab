using Bench.Hub.Driving;
using Bench.Hub.Pipeline.Backends;
using Bench.Hub.Pipeline.Files;

namespace Bench.Hub.Pipeline.Stages;

/// <summary>What cannot be with a hub that runs already: its folders are in use, and its settings are its own.</summary>
internal static class RunningHubRules
{
    /// <summary>Nothing, for a hub that the stage starts.</summary>
    /// <exception cref="PipelineInputException">The stage cannot begin with such a hub.</exception>
    public static void Check(HubOrigin origin, string hubData, IBackend? backend = null)
    {
        if (origin.IsStarted)
        {
            return;
        }
        RequiredPaths.Need(
            "--hub-data-dir",
            hubData,
            $"with --hub-url it must be the data folder of {origin}"
        );
        if (backend?.Kind == MinioBackend.KindName)
        {
            throw new PipelineInputException(
                $"--backend minio: the stage starts that server with keys made anew, and {origin} cannot know them; let the stage start the hub, or use --backend s3 with a server that runs already"
            );
        }
    }

    /// <exception cref="PipelineInputException">A hub that runs would be robbed of its data.</exception>
    public static void NoWipe(HubOrigin origin)
    {
        if (!origin.IsStarted)
        {
            throw new PipelineInputException(
                $"--wipe: {origin} works on these folders; stop it, empty them and start it anew, or leave --wipe out"
            );
        }
    }
}
