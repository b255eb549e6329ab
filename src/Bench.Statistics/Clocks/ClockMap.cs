namespace Bench.Statistics.Clocks;

/// <summary>
/// Puts times of a host's monotonic clock on the reference clock, within bounds. With θ(w) = reference time − host time
/// at the host's time w, an exchange with the stamps (w1, c1, c2, w2) proves
/// <code>c2 − w2 ≤ θ(w2)   and   θ(w1) ≤ c1 − w1</code>
/// because the reply was sent before it was received, and the message received after it was sent (F. Cristian,
/// "Probabilistic clock synchronization", 1989; the same four stamps as in RFC 5905, section 8, which takes the middle
/// and this its bounds). Between w1 or w2 and w the offset changes by at most ρ per second, ρ being
/// <see cref="DriftPerSecond"/>, so that
/// <code>max(c2 − w2 − ρ|w − w2|) ≤ θ(w) ≤ min(c1 − w1 + ρ|w − w1|)</code>
/// over all exchanges (K. Marzullo, S. Owicki, "Maintaining the time in a distributed system", 1983: the truth lies in
/// the intersection of all intervals that hold it).
/// </summary>
public sealed class ClockMap
{
    /// <summary>
    /// Most seconds that two monotonic clocks come apart in a second: a kernel corrects the rate of its own by at most
    /// 500 ppm (MAXFREQ of RFC 5905), and there are two of them.
    /// </summary>
    public const double DriftPerSecond = 1000e-6;

    private readonly ClockExchange[] _exchanges;
    private readonly bool _isReference;

    private ClockMap(ClockExchange[] exchanges, bool isReference) =>
        (_exchanges, _isReference) = (exchanges, isReference);

    /// <summary>Of the host whose clock is the reference: nothing is uncertain.</summary>
    public static ClockMap Reference { get; } = new([], isReference: true);

    /// <summary>Of a host that exchanged messages with the reference; null without any exchange.</summary>
    public static ClockMap? Of(IEnumerable<ClockExchange> exchanges)
    {
        var all = exchanges.ToArray();
        return all.Length == 0 ? null : new ClockMap(all, isReference: false);
    }

    /// <summary>
    /// Where a time of the host's clock lies on the reference clock. The bounds contradict each other
    /// (<see cref="TimeBounds.IsContradiction"/>) where a clock was set, or stamps are not what they are said to be.
    /// </summary>
    public TimeBounds ToReference(long time)
    {
        if (_isReference)
        {
            return TimeBounds.Exactly(time);
        }
        var (low, high) = (long.MinValue, long.MaxValue);
        foreach (var exchange in _exchanges)
        {
            low = Math.Max(
                low,
                exchange.ReferenceSent - exchange.Received - Drift(time - exchange.Received)
            );
            high = Math.Min(
                high,
                exchange.ReferenceReceived - exchange.Sent + Drift(time - exchange.Sent)
            );
        }
        return new TimeBounds(time + low, time + high);
    }

    /// <summary>
    /// Where a time of the reference clock lies on the host's: all times whose bounds on the reference clock hold it.
    /// As θ changes by no more than ρ, θ(w) is taken at a time that is off by no more than the offset's own bounds.
    /// </summary>
    public TimeBounds FromReference(long time)
    {
        if (_isReference)
        {
            return TimeBounds.Exactly(time);
        }
        // With the bounds of θ at a guess g the time w is within their width of g, and θ(w) within ρ|w − g| of θ(g).
        var guess = time - (_exchanges[0].ReferenceSent - _exchanges[0].Received);
        var at = ToReference(guess);
        var (low, high) = (at.Earliest - guess, at.Latest - guess);
        var far = Math.Max(Math.Abs(time - high - guess), Math.Abs(time - low - guess));
        var slack = Drift((long)Math.Ceiling(far / (1 - DriftPerSecond)));
        return new TimeBounds(time - high - slack, time - low + slack);
    }

    private static long Drift(long distance) =>
        (long)Math.Ceiling(Math.Abs((double)distance) * DriftPerSecond);
}
