using System.Collections.Immutable;
using System.Globalization;

namespace Bench.Hub.Service;

/// <summary>How long the phases of one operation took.</summary>
internal sealed class PhaseTimes(TimeProvider time)
{
    private ImmutableSortedDictionary<string, double> _seconds = ImmutableSortedDictionary<
        string,
        double
    >.Empty;

    public IReadOnlyDictionary<string, double> Seconds => _seconds;

    /// <summary>Times a phase, also one that fails.</summary>
    public async Task<T> OfAsync<T>(string phase, Func<Task<T>> run)
    {
        var begun = time.GetTimestamp();
        try
        {
            return await run();
        }
        finally
        {
            _seconds = _seconds.SetItem(phase, time.GetElapsedTime(begun).TotalSeconds);
        }
    }

    public Task OfAsync(string phase, Func<Task> run) =>
        OfAsync(
            phase,
            async () =>
            {
                await run();
                return true;
            }
        );

    /// <summary>What was known before, with what is known now.</summary>
    public IReadOnlyDictionary<string, double> Over(IReadOnlyDictionary<string, double> before) =>
        before.ToImmutableSortedDictionary(StringComparer.Ordinal).SetItems(_seconds);

    public override string ToString() =>
        string.Join(
            ", ",
            _seconds.Select(pair =>
                string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value:F3} s")
            )
        );
}
