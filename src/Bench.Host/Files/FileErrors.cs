using System.Runtime.InteropServices;

namespace Bench.Host.Files;

/// <summary>Errors of the C library as .NET's own calls on files throw them.</summary>
internal static class FileErrors
{
    public static IOException Of(string path, string what, int errno) =>
        new($"{path} {what}: {Marshal.GetPInvokeErrorMessage(errno)}", errno);
}
