using Bench.Model.Hub;

namespace Bench.Hub.Pipeline.Archives;

/// <summary>Times the phases of an iteration on the monotonic clock.</summary>
internal sealed class PhaseClock(TimeProvider time)
{
    private readonly long _begin = time.GetTimestamp();
    private readonly List<HubPhase> _phases = [];

    /// <summary>Those that have ended, in order.</summary>
    public IReadOnlyList<HubPhase> Phases => [.. _phases.OrderBy(phase => phase.BeginSeconds)];

    private double Now => time.GetElapsedTime(_begin).TotalSeconds;

    /// <summary>Begins a phase, which ends when what is returned is disposed of.</summary>
    public IDisposable Begin(string name) => new Open(this, name, Now);

    private sealed class Open(PhaseClock clock, string name, double begin) : IDisposable
    {
        private bool _ended;

        public void Dispose()
        {
            if (!_ended)
            {
                _ended = true;
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
