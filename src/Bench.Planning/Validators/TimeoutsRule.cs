using System.Globalization;
using Bench.Planning.Problems;

namespace Bench.Planning.Validators;

/// <summary>Every time that bounds something is above 0, and no longer than timers can wait.</summary>
public sealed class TimeoutsRule : IPlanRule
{
    private const double LongestSeconds = 30 * 86_400;

    public string Name => "timeouts";

    public IEnumerable<Problem> Check(PlanDraft draft) =>
        from time in (IEnumerable<(string Option, double Seconds, double Example)>)
            [
                ("--iteration-timeout", draft.Options.IterationTimeoutSeconds, 1800),
                ("--entry-timeout", draft.Options.EntryTimeoutSeconds ?? 1, 3600),
                ("--start-timeout", draft.Options.StartTimeoutSeconds ?? 1, 300),
                ("--timeout", draft.Options.RunTimeoutSeconds, 7200),
                ("--lease", draft.Options.LeaseSeconds, 60),
                ("--poll-interval", draft.Options.PollIntervalSeconds, 30),
            ]
        where time.Seconds is not (> 0 and <= LongestSeconds)
        select PlanDraft.OfOption(
            time.Option,
            time.Seconds.ToString("R", CultureInfo.InvariantCulture),
            "is not a time in seconds above 0 and up to 30 days",
            string.Create(CultureInfo.InvariantCulture, $"write for example {time.Example}")
        );
}
