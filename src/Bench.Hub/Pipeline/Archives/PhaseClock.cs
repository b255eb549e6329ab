using Bench.Hub.Pipeline.Stages;
using Bench.Model.Hub;

namespace Bench.Hub.Pipeline.Archives;

/// <summary>Times the phases of an iteration on the monotonic clock.</summary>
/// <param name="time">The clock.</param>
/// <param name="also">Is told of each phase too.</param>
internal sealed class PhaseClock(TimeProvider time, IStagePhases? also = null)
{
    private readonly long _begin = time.GetTimestamp();
    private readonly List<HubPhase> _phases = [];

    /// <summary>Those that have ended, in order.</summary>
    public IReadOnlyList<HubPhase> Phases => [.. _phases.OrderBy(phase => phase.BeginSeconds)];

    private double Now => time.GetElapsedTime(_begin).TotalSeconds;

    /// <summary>Begins a phase, which ends when what is returned is disposed of.</summary>
    public IDisposable Begin(string name) => new Open(this, name, Now, also?.Begin(name));

    private sealed class Open(PhaseClock clock, string name, double begin, IDisposable? also)
        : IDisposable
    {
        private bool _ended;

        public void Dispose()
        {
            if (!_ended)
            {
                _ended = true;
                also?.Dispose();
                clock._phases.Add(
                    new HubPhase
                    {
                        Name = name,
                        BeginSeconds = begin,
                        Seconds = clock.Now - begin,
                    }
                );
            }
        }
    }
}
