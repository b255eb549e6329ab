using System.Runtime.InteropServices;
using Bench.Host.Interop;

namespace Bench.Host.Processes;

/// <summary>
/// One posix_spawn: a session of its own, all signals at their defaults and none blocked (the .NET runtime ignores
/// some, which a child would inherit), the three standard descriptors set and all others closed.
/// </summary>
internal static unsafe class Spawning
{
    private const int FirstFreeDescriptor = 3;
    private const uint FileMode = 0b110_100_100;

    // Only newer C libraries (2.34) have it; without it, only descriptors marked close-on-exec are closed.
    private static readonly delegate* unmanaged<byte*, int, int> AddCloseFrom = FindAddCloseFrom();

    /// <summary>Starts the program and returns its pid.</summary>
    public static int Spawn(LaunchPlan plan)
    {
        var descriptors = new List<int>(3);
        try
        {
            var input = Open("/dev/null", NativeFiles.ReadOnly, descriptors);
            var output = OpenOutput(plan.StdoutPath, descriptors);
            var error =
                plan.StderrPath is not null
                && string.Equals(plan.StderrPath, plan.StdoutPath, StringComparison.Ordinal)
                    ? output
                    : OpenOutput(plan.StderrPath, descriptors);
            return Spawn(plan, input, output, error);
        }
        finally
        {
            foreach (var descriptor in descriptors)
                _ = NativeFiles.Close(descriptor);
        }
    }

    private static int Spawn(LaunchPlan plan, int input, int output, int error)
    {
        var actions = stackalloc byte[NativeProcesses.SpawnStructBytes];
        var attributes = stackalloc byte[NativeProcesses.SpawnStructBytes];
        using var arguments = new NativeStrings(plan.Arguments);
        using var environment = new NativeStrings(plan.Environment);
        Check(plan, NativeProcesses.ActionsInit(actions));
        Check(plan, NativeProcesses.AttributesInit(attributes));
        try
        {
            Check(plan, NativeProcesses.ActionsAddDuplicate(actions, input, 0));
            Check(plan, NativeProcesses.ActionsAddDuplicate(actions, output, 1));
            Check(plan, NativeProcesses.ActionsAddDuplicate(actions, error, 2));
            if (plan.WorkingDirectory is { } folder)
                Check(plan, NativeProcesses.ActionsAddChangeDirectory(actions, folder));
            if (AddCloseFrom is not null)
                Check(plan, AddCloseFrom(actions, FirstFreeDescriptor));
            SetSignals(plan, attributes);
            Check(
                plan,
                NativeProcesses.Spawn(
                    out var pid,
                    plan.Path,
                    actions,
                    attributes,
                    arguments.Pointer,
                    environment.Pointer
                )
            );
            return pid;
        }
        finally
        {
            _ = NativeProcesses.AttributesDestroy(attributes);
            _ = NativeProcesses.ActionsDestroy(actions);
        }
    }

    private static void SetSignals(LaunchPlan plan, byte* attributes)
    {
        var none = stackalloc byte[NativeProcesses.SignalSetBytes];
        var all = stackalloc byte[NativeProcesses.SignalSetBytes];
        new Span<byte>(none, NativeProcesses.SignalSetBytes).Clear();
        new Span<byte>(all, NativeProcesses.SignalSetBytes).Fill(0xFF);
        Check(plan, NativeProcesses.AttributesSetSignalMask(attributes, none));
        Check(plan, NativeProcesses.AttributesSetSignalDefaults(attributes, all));
        const short flags =
            NativeProcesses.SpawnNewSession
            | NativeProcesses.SpawnSetSignalMask
            | NativeProcesses.SpawnSetSignalDefaults;
        Check(plan, NativeProcesses.AttributesSetFlags(attributes, flags));
    }

    private static void Check(LaunchPlan plan, int errno)
    {
        if (errno != 0)
            throw new ProcessStartException(plan.Program, errno);
    }

    private static int OpenOutput(string? path, List<int> opened) =>
        path is null
            ? Open("/dev/null", NativeFiles.WriteOnly, opened)
            : Open(
                path,
                NativeFiles.WriteOnly
                    | NativeFiles.Create
                    | NativeFiles.Truncate
                    | NativeFiles.Append,
                opened
            );

    private static int Open(string path, int flags, List<int> opened)
    {
        var descriptor = NativeFiles.Open(path, flags | NativeFiles.CloseOnExec, FileMode);
        if (descriptor < 0)
            throw new HostCallException($"open {path}", Marshal.GetLastPInvokeError());
        opened.Add(descriptor);
        if (descriptor >= FirstFreeDescriptor)
            return descriptor;
        // This process runs with a standard descriptor closed: setting the child's would overwrite this one.
        var moved = NativeFiles.Control(
            descriptor,
            NativeFiles.DuplicateCloseOnExec,
            FirstFreeDescriptor
        );
        if (moved < 0)
            throw new HostCallException($"dup {path}", Marshal.GetLastPInvokeError());
        opened.Add(moved);
        return moved;
    }

    private static delegate* unmanaged<byte*, int, int> FindAddCloseFrom() =>
        NativeLibrary.TryLoad(NativeFiles.Library, out var library)
        && NativeLibrary.TryGetExport(
            library,
            "posix_spawn_file_actions_addclosefrom_np",
            out var address
        )
            ? (delegate* unmanaged<byte*, int, int>)address
            : null;
}
