using System.Globalization;
using Bench.Planning.Problems;

namespace Bench.Planning.Validators;

/// <summary>Every time that bounds something is finite and above 0.</summary>
public sealed class TimeoutsRule : IPlanRule
{
    public string Name => "timeouts";

    public IEnumerable<Problem> Check(PlanDraft draft) =>
        from time in (IEnumerable<(string Option, double Seconds, double Example)>)
            [
                ("--iteration-timeout", draft.Options.IterationTimeoutSeconds, 1800),
                ("--timeout", draft.Options.RunTimeoutSeconds, 7200),
                ("--lease", draft.Options.LeaseSeconds, 60),
                ("--poll-interval", draft.Options.PollIntervalSeconds, 30),
            ]
        where !double.IsFinite(time.Seconds) || time.Seconds <= 0
        select PlanDraft.OfOption(
            time.Option,
            time.Seconds.ToString("R", CultureInfo.InvariantCulture),
            "is not a time in seconds above 0",
            string.Create(CultureInfo.InvariantCulture, $"write for example {time.Example}")
        );
}
