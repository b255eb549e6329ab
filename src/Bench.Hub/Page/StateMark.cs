using Bench.Hub.Modules;
using Bench.Model.Json;

namespace Bench.Hub.Page;

/// <summary>A state as the page shows it: a mark and a word, which colour only helps.</summary>
internal sealed record StateMark(string Mark, string Class, string Word)
{
    public static StateMark Of(InstanceState state)
    {
        var (mark, style) = state switch
        {
            InstanceState.Provisioned => ("✓", "st-ok"),
            InstanceState.Hibernated => ("z", "st-calm"),
            InstanceState.Crashed => ("✗", "st-bad"),
            InstanceState.Unprovisioned => ("!", "st-warn"),
            InstanceState.Obliterating => ("…", "st-warn"),
            _ => ("…", "st-run"),
        };
        return new(mark, style, EnumWords.NameOf(state));
    }
}
