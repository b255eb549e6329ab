using Bench.Coordinator.Views;

namespace Bench.Coordinator.Leading;

/// <summary>Is told what happens while a run is led.</summary>
public interface IRunObserver
{
    /// <summary>The state after each poll.</summary>
    void Saw(RunView view);

    /// <summary>Something that an operator should know.</summary>
    void Note(string message);
}
