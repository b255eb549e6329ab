using Bench.Model.Runs;

namespace Bench.Mounts.ToolSources;

/// <summary>The tools whose sources are known without a file.</summary>
public static class BuiltInSources
{
    /// <summary>
    /// Built as its own build tool does it. The variable that holds the version has moved between major versions, and
    /// the linker leaves out names that a commit does not have.
    /// </summary>
    public static ToolSource Gcsfuse { get; } =
        new()
        {
            Name = "gcsfuse",
            Repository = "https://github.com/GoogleCloudPlatform/gcsfuse",
            Ref = "master",
            Build =
            [
                [
                    "go",
                    "build",
                    "-trimpath",
                    "-ldflags",
                    "-X main.gcsfuseVersion={commit} "
                        + "-X github.com/googlecloudplatform/gcsfuse/v2/common.gcsfuseVersion={commit} "
                        + "-X github.com/googlecloudplatform/gcsfuse/v3/common.gcsfuseVersion={commit}",
                    "-o",
                    "bench-out/gcsfuse",
                    ".",
                ],
            ],
            Artefact = "bench-out/gcsfuse",
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["CGO_ENABLED"] = "0",
            },
            Release = new ToolRelease
            {
                Url =
                    "https://github.com/GoogleCloudPlatform/gcsfuse/releases/download/v{version}/gcsfuse_{version}_{arch}.deb",
                Artefact = "usr/bin/gcsfuse",
            },
        };

    /// <summary>The source of a mount kind's program, or null.</summary>
    public static ToolSource? Of(string mountKind) =>
        string.Equals(mountKind, Gcsfuse.Name, StringComparison.Ordinal) ? Gcsfuse : null;
}
