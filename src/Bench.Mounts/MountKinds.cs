using Bench.Mounts.Directories;
using Bench.Mounts.Gcsfuse;
using Bench.Mounts.Rclone;
using Bench.Mounts.S3fs;
using Bench.Mounts.Sources;

namespace Bench.Mounts;

/// <summary>The kinds of mounts that this version has.</summary>
public static class MountKinds
{
    /// <summary>The first of those that take a scheme is its default.</summary>
    public static IReadOnlyList<IMountKind> All { get; } =
    [new DirectoryMount(), new GcsfuseMount(), new S3fsMount(), new RcloneMount()];

    /// <summary>Their names, for messages.</summary>
    public static string Names => string.Join(", ", All.Select(kind => kind.Name));

    /// <summary>The kind of that name, or null.</summary>
    public static IMountKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);

    /// <summary>The kind for a source where the user names none: <c>directory</c> for what no kind mounts.</summary>
    public static IMountKind DefaultFor(string source) =>
        BucketSource.SchemeOf(source) is { } scheme && Taking(scheme).FirstOrDefault() is { } kind
            ? kind
            : All[0];

    /// <summary>The kinds that mount URIs of a scheme.</summary>
    public static IEnumerable<IMountKind> Taking(string scheme) =>
        All.Where(kind => kind.Schemes.Contains(scheme, StringComparer.Ordinal));
}
