using Bench.Coordinator.Watching;

namespace Bench.Cli.Watching;

/// <summary>Colours of a terminal, or none. They only help: every state is a word as well.</summary>
internal sealed class Paint(bool isOn)
{
    private const string Reset = "\e[0m";

    public string Bold(string text) => With("\e[1m", text);

    public string Dim(string text) => With("\e[2m", text);

    public string Of(VmState state, string text) =>
        state switch
        {
            VmState.Fenced => With("\e[1;31m", text),
            VmState.Silent => With("\e[33m", text),
            VmState.Running => With("\e[36m", text),
            VmState.Ended => With("\e[32m", text),
            _ => text,
        };

    public string Of(NoteLevel level, string text) =>
        level switch
        {
            NoteLevel.Error => With("\e[1;31m", text),
            NoteLevel.Warning => With("\e[33m", text),
            _ => text,
        };

    public string Bad(string text) => With("\e[1;31m", text);

    public string Good(string text) => With("\e[32m", text);

    private string With(string code, string text) => isOn ? code + text + Reset : text;
}
