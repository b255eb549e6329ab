using System.Text;

namespace Bench.Testing.Gcs.Objects;

/// <summary>The documented rules for names of objects.</summary>
internal static class ObjectNames
{
    public static bool IsValid(string name) =>
        name.Length > 0
        && Encoding.UTF8.GetByteCount(name) <= 1024
        && !name.AsSpan().ContainsAny('\r', '\n')
        && name is not ("." or "..")
        && !name.StartsWith(".well-known/acme-challenge/", StringComparison.Ordinal);
}
