using Bench.Mounts.Directories;

namespace Bench.Mounts;

/// <summary>The kinds of mounts that this version has.</summary>
public static class MountKinds
{
    public static IReadOnlyList<IMountKind> All { get; } = [new DirectoryMount()];

    /// <summary>Their names, for messages.</summary>
    public static string Names => string.Join(", ", All.Select(kind => kind.Name));

    /// <summary>The kind of that name, or null.</summary>
    public static IMountKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);
}
