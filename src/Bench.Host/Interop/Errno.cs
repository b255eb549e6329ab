namespace Bench.Host.Interop;

/// <summary>Error numbers of Linux on x86-64 that callers tell apart.</summary>
internal static class Errno
{
    public const int NotPermitted = 1;
    public const int NoEntry = 2;
    public const int NoProcess = 3;
    public const int Interrupted = 4;
    public const int NoChild = 10;
    public const int WouldBlock = 11;
    public const int AccessDenied = 13;
    public const int Exists = 17;
    public const int NoSystemCall = 38;
    public const int NotSupported = 95;
}
