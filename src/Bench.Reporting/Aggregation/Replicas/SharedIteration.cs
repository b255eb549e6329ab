using Bench.Model.Results;
using Bench.Reporting.Model;
using Bench.Statistics.Clocks;
using Bench.Statistics.Windows;

namespace Bench.Reporting.Aggregation.Replicas;

/// <summary>One iteration on all its participants: the window in which all worked, and what each did in it.</summary>
internal sealed class SharedIteration
{
    private const double NanosecondsPerSecond = 1e9;

    private readonly BarrierFacts _barrier;
    private readonly IReadOnlyList<ReplicaReading> _readings;
    private readonly ParticipantClocks _clocks;
    private readonly Dictionary<string, WorkSpan> _spans = new(StringComparer.Ordinal);
    private readonly CommonWindow? _window;
    private readonly string? _noWindow;

    /// <param name="readings">All that was read of one start, in any order.</param>
    public SharedIteration(IReadOnlyList<ReplicaReading> readings)
    {
        _barrier = readings[0].Barrier;
        _readings =
        [
            .. _barrier.Participants.SelectMany(vm => readings.Where(r => r.Vm == vm).Take(1)),
        ];
        _clocks = new ParticipantClocks(readings);
        _noWindow = Missing() ?? Unclear();
        if (_noWindow is null)
        {
            _window = CommonWindow.Of([.. _readings.Select(r => _spans[r.Vm])]);
            _noWindow = _window switch
            {
                null => "the stamps of a clock contradict each other: it was set, or runs wrong",
                { Length: <= 0 } => "there was no time in which all participants surely worked",
                _ => null,
            };
            _window = _noWindow is null ? _window : null;
        }
    }

    /// <summary>Whether all participants ended it well.</summary>
    public bool IsComplete => Missing() is null;

    public ReplicatedIteration Build() =>
        new()
        {
            Iteration = _readings[0].Record.Iteration,
            Attempt = _readings[0].Record.Attempt,
            GoDecision = _barrier.GoDecision,
            Signal = _readings.All(r => r.Barrier.Signal == StartSignalKind.Channel)
                ? StartSignalKind.Channel
                : StartSignalKind.Bucket,
            Participants = _barrier.Participants,
            Window = _window is null ? null : Window(_window),
            NoWindow = _noWindow,
            Read = Sum(Direction.Read),
            Write = Sum(Direction.Write),
            Trim = Sum(Direction.Trim),
            Vms = [.. _readings.Select(Share)],
        };

    private string? Missing()
    {
        var lost = _barrier
            .Participants.Where(vm =>
                !_readings.Any(r => r.Vm == vm && r.Status == IterationStatus.Ok)
            )
            .ToArray();
        return lost.Length == 0
            ? null
            : $"it has no good result of {string.Join(", ", lost)}, and does not count";
    }

    /// <summary>Why the participants cannot be set side by side; fills their spans where they can.</summary>
    private string? Unclear()
    {
        foreach (var reading in _readings)
        {
            if (reading.Groups > 1)
            {
                return "the job file has several groups of jobs, which are never summed";
            }
            if (_clocks.Of(reading) is not { } clock)
            {
                return $"nothing tells the clock of {reading.Vm} from those of the others";
            }
            if (WorkSpan.Of(clock, reading.Logs) is not { } span)
            {
                return $"a bandwidth log of {reading.Vm} is missing or empty: a job ran for less than one interval of it";
            }
            _spans[reading.Vm] = span;
        }
        return null;
    }

    private ReplicatedWindow Window(CommonWindow window)
    {
        var skew = Skew(Start);
        var go = Skew(r => At(r, r.Barrier.GoReceivedNanoseconds));
        var work = Skew(AtWork);
        var first = FirstStart;
        return new ReplicatedWindow
        {
            Clock = _clocks.IsOneHost ? "one_host" : "coordinator",
            Seconds = Seconds(window.Length),
            UncertaintySeconds = Seconds(window.Uncertainty),
            LongestSeconds = Seconds(window.LongestSpan),
            Ragged = window.IsRagged,
            StartSkewLowSeconds = Seconds(skew.Earliest),
            StartSkewHighSeconds = Seconds(skew.Latest),
            GoSkewLowSeconds = Seconds(go.Earliest),
            GoSkewHighSeconds = Seconds(go.Latest),
            WorkSkewLowSeconds = Seconds(work.Earliest),
            WorkSkewHighSeconds = Seconds(work.Latest),
            FirstDoneSeconds = Seconds(window.FirstDone.Middle - first),
            LastDoneSeconds = Seconds(window.LastDone.Middle - first),
        };
    }

    private ReplicatedShare Share(ReplicaReading reading)
    {
        var hasWindow = _window is not null;
        return new ReplicatedShare
        {
            Vm = reading.Vm,
            Signal = reading.Barrier.Signal,
            AfterGoSeconds = reading.Barrier.AfterGoSeconds,
            StartSeconds = hasWindow ? Seconds(Start(reading).Middle - FirstStart) : null,
            DoneSeconds = hasWindow ? Seconds(Done(reading).Middle - FirstStart) : null,
            ClockUncertaintySeconds = hasWindow ? Seconds(Start(reading).Width) : null,
            Read = Rate(Of(reading, Direction.Read)),
            Write = Rate(Of(reading, Direction.Write)),
            Trim = Rate(Of(reading, Direction.Trim)),
        };
    }

    private long FirstStart => _readings.Min(r => Start(r).Middle);

    private TimeBounds Skew(Func<ReplicaReading, TimeBounds> of) =>
        StartSkew.Of([.. _readings.Select(of)])!.Value;

    private TimeBounds Start(ReplicaReading reading) =>
        At(reading, reading.Barrier.StartedNanoseconds);

    /// <summary>It was not at work before it was let go, and surely is from its logs' first lines on.</summary>
    private TimeBounds AtWork(ReplicaReading reading)
    {
        var (start, surely) = (Start(reading), At(reading, _spans[reading.Vm].From));
        return new TimeBounds(start.Earliest, Math.Max(start.Latest, surely.Latest));
    }

    private TimeBounds At(ReplicaReading reading, long time) =>
        _spans[reading.Vm].Clock.ToReference(time);

    private TimeBounds Done(ReplicaReading reading) =>
        _spans[reading.Vm].Clock.ToReference(_spans[reading.Vm].Done);

    private WindowRate? Sum(Direction direction) =>
        _window is null
            ? null
            : Rate(
                _readings.Aggregate(
                    new Amount(),
                    (sum, reading) => sum + Of(reading, direction)!.Value
                )
            );

    private Amount? Of(ReplicaReading reading, Direction direction) =>
        _window?.Within(_spans[reading.Vm], reading.Logs.Select(log => log!), (int)direction)
        / Seconds(_window?.Length ?? 1);

    private static WindowRate? Rate(Amount? perSecond) =>
        perSecond is { High: > 0 } rate ? new WindowRate(rate.Estimate, rate.Low, rate.High) : null;

    private static double Seconds(long nanoseconds) => nanoseconds / NanosecondsPerSecond;
}
