using Bench.Coordinator.Watching;
using V1 = Bench.Rpc.V1;

namespace Bench.Coordinator.LiveChannel.Mapping;

/// <summary>
/// States in both contracts. Those of the channel have the same names in the same order, after one that says nothing.
/// </summary>
internal static class ProtoEnums
{
    public static V1.RunPhase Of(RunPhase phase) => (V1.RunPhase)((int)phase + 1);

    public static V1.VmState Of(VmState state) => (V1.VmState)((int)state + 1);

    public static V1.EntryState Of(EntryState state) => (V1.EntryState)((int)state + 1);

    public static V1.NoteLevel Of(NoteLevel level) => (V1.NoteLevel)((int)level + 1);

    public static RunPhase Of(V1.RunPhase phase) => Checked((RunPhase)((int)phase - 1));

    public static VmState Of(V1.VmState state) => Checked((VmState)((int)state - 1));

    public static EntryState Of(V1.EntryState state) => Checked((EntryState)((int)state - 1));

    public static NoteLevel Of(V1.NoteLevel level) => Checked((NoteLevel)((int)level - 1));

    /// <summary>A newer peer may know more; what is not known here is shown as the first there is.</summary>
    private static T Checked<T>(T value)
        where T : struct, Enum => Enum.IsDefined(value) ? value : default;
}
