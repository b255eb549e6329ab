using System.Runtime.InteropServices;

namespace Bench.Host;

/// <summary>A system call failed.</summary>
public sealed class HostCallException : IOException
{
    /// <param name="call">The call and what it was applied to, such as <c>open /tmp/x</c>.</param>
    /// <param name="errno">Its error number.</param>
    public HostCallException(string call, int errno)
        : base($"{call}: {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})")
    {
        Call = call;
        Errno = errno;
    }

    /// <summary>The call and what it was applied to.</summary>
    public string Call { get; }

    /// <summary>The error number as Linux defines it.</summary>
    public int Errno { get; }
}
