using System.Reflection;

namespace Bench.Cli;

/// <summary>The version that stands in records.</summary>
internal static class BenchVersion
{
    public static string Current { get; } =
        typeof(BenchVersion)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion;
}
