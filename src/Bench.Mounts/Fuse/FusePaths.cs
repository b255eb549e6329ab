namespace Bench.Mounts.Fuse;

/// <summary>Where a mount keeps its things, all below the workspace of its iteration.</summary>
internal sealed record FusePaths(string Workspace)
{
    /// <summary>Stands in a config's arguments for the fresh cache folder of each mount.</summary>
    public const string CachePlaceholder = "{cache}";

    private const string PointName = "mount";
    private const string RecordName = "mount.id";

    public string Point => Path.Combine(Workspace, PointName);

    /// <summary>What the tool logs.</summary>
    public string Log => Path.Combine(Workspace, "mount.log");

    /// <summary>What the tool prints, where it is not the same as the log.</summary>
    public string Output => Path.Combine(Workspace, "mount_output.log");

    public string Cache => Path.Combine(Workspace, "mount-cache");

    public string Temporary => Path.Combine(Workspace, "mount-temp");

    /// <summary>Names the mount that was made, for a worker that comes after this one.</summary>
    public string Record => Path.Combine(Workspace, RecordName);

    /// <summary>Makes the folders for one mount, with nothing in them of an earlier one, whose logs stay beside its own.</summary>
    public void CreateFolders()
    {
        Directory.CreateDirectory(Point);
        foreach (var folder in (string[])[Cache, Temporary])
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
            Directory.CreateDirectory(folder);
        }
        foreach (var log in (string[])[Log, Output])
        {
            KeepEarlier(log);
        }
    }

    private static void KeepEarlier(string log)
    {
        if (!File.Exists(log))
        {
            return;
        }
        var stem = Path.ChangeExtension(log, null);
        var number = 1;
        while (File.Exists($"{stem}-{number}.log"))
        {
            number++;
        }
        File.Move(log, $"{stem}-{number}.log");
    }

    /// <summary>The user's arguments, with the folder in place of its placeholder.</summary>
    public IEnumerable<string> Fill(IEnumerable<string> arguments) =>
        arguments.Select(a => a.Replace(CachePlaceholder, Cache, StringComparison.Ordinal));

    /// <summary>The paths of a mount point that could be one of ours in this folder; null if it cannot.</summary>
    public static FusePaths? OfPoint(string folder, string mountPoint)
    {
        var workspace = Path.GetDirectoryName(mountPoint);
        return
            Path.GetFileName(mountPoint) == PointName
            && workspace is not null
            && Path.GetDirectoryName(workspace) == folder
            ? new FusePaths(workspace)
            : null;
    }
}
