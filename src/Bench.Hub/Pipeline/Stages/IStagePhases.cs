namespace Bench.Hub.Pipeline.Stages;

/// <summary>Is told of the phases of a stage as they begin and end.</summary>
public interface IStagePhases
{
    /// <summary>A phase begins; it ends when what is returned is disposed of.</summary>
    IDisposable Begin(string name);

    /// <summary>What is known only afterwards: a part of the phase that is open.</summary>
    /// <param name="name">The part.</param>
    /// <param name="beginSeconds">Since the open phase began.</param>
    /// <param name="seconds">How long it took.</param>
    void Part(string name, double beginSeconds, double seconds);
}
