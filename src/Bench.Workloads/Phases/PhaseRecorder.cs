using Bench.Model.Results;

namespace Bench.Workloads.Phases;

/// <summary>
/// Times the phases of one iteration as nested spans on the monotonic clock. Not thread-safe: phases of one iteration
/// follow each other.
/// </summary>
public sealed class PhaseRecorder(TimeProvider time, Action<string>? entered = null)
{
    private readonly long _begin = time.GetTimestamp();
    private readonly Open _root = new("", 0);
    private readonly Stack<Open> _open = new();

    /// <summary>Seconds since the iteration began.</summary>
    public double Elapsed => time.GetElapsedTime(_begin).TotalSeconds;

    /// <summary>Name of the innermost open phase; empty outside all.</summary>
    public string Current => _open.TryPeek(out var open) ? open.Name : "";

    /// <summary>Name of the last common phase that was entered.</summary>
    public string CurrentCommon { get; private set; } = PhaseNames.Resolve;

    /// <summary>Begins a phase below the one that is open; disposing ends it.</summary>
    public IDisposable Begin(string name)
    {
        var span = new Open(name, Elapsed);
        if (_open.Count == 0)
        {
            CurrentCommon = name;
        }
        _open.Push(span);
        entered?.Invoke(name);
        return new Span(this, span);
    }

    /// <summary>Adds a part of the phase that is open, which is known only afterwards.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="beginSeconds">Since the open phase began.</param>
    /// <param name="seconds">How long it took.</param>
    public void Add(string name, double beginSeconds, double seconds)
    {
        var open = _open.Peek();
        var begin = open.Start + beginSeconds;
        open.Children.Add(new Open(name, begin) { End = begin + seconds });
    }

    /// <summary>All phases that have ended, in the order in which they began.</summary>
    public IReadOnlyList<PhaseSpan> Spans => [.. _root.Children.Select(child => child.ToSpan())];

    private void End(Open span)
    {
        if (_open.Count == 0 || _open.Pop() != span)
        {
            throw new InvalidOperationException(
                $"Phase '{span.Name}' must end after the phases within it."
            );
        }
        span.End = Elapsed;
        (_open.TryPeek(out var parent) ? parent : _root).Children.Add(span);
    }

    private sealed class Span(PhaseRecorder recorder, Open span) : IDisposable
    {
        private bool _ended;

        public void Dispose()
        {
            if (!_ended)
            {
                _ended = true;
                recorder.End(span);
            }
        }
    }

    private sealed class Open(string name, double start)
    {
        public string Name { get; } = name;

        public double Start { get; } = start;

        public double End { get; set; }

        public List<Open> Children { get; } = [];

        public PhaseSpan ToSpan() =>
            new()
            {
                Name = Name,
                StartSeconds = Math.Round(Start, 6),
                DurationSeconds = Math.Round(End - Start, 6),
                Phases = Children.Count == 0 ? null : [.. Children.Select(child => child.ToSpan())],
            };
    }
}
