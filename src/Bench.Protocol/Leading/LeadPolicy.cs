using Bench.Model.Decisions;
using Bench.Model.Runs;
using Bench.Protocol.Liveness;

namespace Bench.Protocol.Leading;

/// <summary>
/// Owns what a leader decides: whom to fence, what to grant to whom, when to seal and when to wait. Pure: the same
/// situation gives the same actions, so a coordinator that comes after a dead one completes what that one had begun.
/// </summary>
public static class LeadPolicy
{
    /// <summary>
    /// Most attempts at a test case because the VM before was lost. A test case that takes down every VM that it is
    /// given to must not take down all of them.
    /// </summary>
    public const int MostLosses = 8;

    /// <summary>
    /// What to do now, in order. Fences and readings stand alone: what follows is decided from what they brought.
    /// </summary>
    public static IReadOnlyList<LeadAction> Decide(Situation situation)
    {
        if (situation.State.Seal is { } announced)
        {
            return [new LeadAction.Seal(announced.Reason)];
        }
        if (situation.EndsFor is { } reason)
        {
            return [new LeadAction.Seal(reason)];
        }
        if (situation.Config.Options.Distribution == DistributionMode.Replicate)
        {
            return ReplicatedLeadPolicy.Decide(situation);
        }
        var tests = new TestCases(situation);
        var owned = Owned(situation, tests);
        if (Fences(situation, tests, owned) is { Count: > 0 } fences)
        {
            return fences;
        }
        var abandoned = tests.Abandoned();
        int[] asked =
        [
            .. abandoned,
            .. Stranded(situation, tests, owned),
            .. situation.Requested,
            .. MayRetry(situation) ? situation.Failed.Where(test => !tests.IsSettled(test)) : [],
        ];
        if (Unread(situation, asked) is { } read)
        {
            return [read];
        }
        var orphans = abandoned.Where(test => !tests.IsComplete(test)).ToList();
        var choice = new GrantChoice(situation, tests);
        foreach (var test in orphans.Where(test => tests.Tries(test, GrantCause.Lost) < MostLosses))
        {
            choice.Add(test, GrantCause.Lost);
        }
        foreach (var test in Retried(situation, tests, abandoned))
        {
            choice.Add(test, GrantCause.Retry);
        }
        foreach (var test in situation.Requested.Where(tests.IsSettled))
        {
            choice.Add(test, GrantCause.Requested);
        }
        if (choice.Grants is { Count: > 0 } grants)
        {
            return [.. grants.Select(grant => new LeadAction.Give(grant))];
        }
        if (owned.Count > 0 || orphans.Count > 0)
        {
            return Waiting(situation, tests, owned, orphans);
        }
        return situation.IsClosing ? [] : Completed(situation, tests);
    }

    /// <summary>VMs that still have something to do, with the test cases of it.</summary>
    private static Dictionary<string, IReadOnlyList<int>> Owned(
        Situation situation,
        TestCases tests
    )
    {
        var owned = new Dictionary<string, IReadOnlyList<int>>(StringComparer.Ordinal);
        foreach (var vm in situation.Config.Vms.Select(vm => vm.Name))
        {
            var done =
                situation.Progress.TryGetValue(vm, out var progress)
                && ProgressRights.IsDone(situation.State, progress);
            if (!done && tests.HasOpen(vm))
            {
                // Which they are matters only where they may move.
                owned[vm] = situation.Lost.ContainsKey(vm) ? tests.OpenOf(vm) : [];
            }
        }
        return owned;
    }

    /// <summary>A lost VM is fenced only where somebody is there who could go on.</summary>
    private static List<LeadAction> Fences(
        Situation situation,
        TestCases tests,
        Dictionary<string, IReadOnlyList<int>> owned
    ) =>
        [
            .. owned
                .Where(pair =>
                    situation.Lost.ContainsKey(pair.Key)
                    && pair.Value.Any(test => HasTaker(situation, tests, test, pair.Key))
                )
                .Select(pair => new LeadAction.Fence(pair.Key, situation.Lost[pair.Key])),
        ];

    private static bool HasTaker(Situation situation, TestCases tests, int test, string but) =>
        tests.Tries(test, GrantCause.Lost) < MostLosses
        && situation.Candidates.Any(candidate =>
            candidate.Vm != but && tests.Fits(candidate.Vm, test)
        );

    /// <summary>What lost VMs have that nobody can take: it may be complete all the same.</summary>
    private static IEnumerable<int> Stranded(
        Situation situation,
        TestCases tests,
        Dictionary<string, IReadOnlyList<int>> owned
    ) => owned.Where(pair => situation.Lost.ContainsKey(pair.Key)).SelectMany(pair => pair.Value);

    private static LeadAction.Read? Unread(Situation situation, IEnumerable<int> tests)
    {
        var unread = tests
            .Where(test => !situation.Read.Contains(test))
            .Distinct()
            .Order()
            .ToList();
        return unread.Count == 0 ? null : new LeadAction.Read(unread);
    }

    /// <summary>Test cases whose last attempt is complete and not ok, and that may be tried again.</summary>
    private static IEnumerable<int> Retried(
        Situation situation,
        TestCases tests,
        IReadOnlyList<int> abandoned
    ) =>
        !MayRetry(situation)
            ? []
            : situation
                .Failed.Concat(abandoned)
                .Distinct()
                .Order()
                .Where(test =>
                    tests.IsSettled(test)
                    && !tests.IsOk(test)
                    && tests.Tries(test, GrantCause.Retry) < situation.Config.Options.Retries
                );

    private static bool MayRetry(Situation situation) => situation.Config.Options.Retries > 0;

    private static IReadOnlyList<LeadAction> Completed(Situation situation, TestCases tests)
    {
        var all = Enumerable.Range(1, situation.Config.TestCases.Count).ToList();
        if (Unread(situation, all.Where(test => !tests.IsComplete(test))) is { } read)
        {
            return [read];
        }
        var missing = all.Where(test => !tests.IsComplete(test)).ToList();
        return missing.Count == 0
            ? [new LeadAction.Seal(SealReason.Completed)]
            :
            [
                new LeadAction.Wait(
                    $"the workers say that all is done, and results are missing of {Named(tests, missing)}"
                ),
            ];
    }

    private static IReadOnlyList<LeadAction> Waiting(
        Situation situation,
        TestCases tests,
        Dictionary<string, IReadOnlyList<int>> owned,
        List<int> orphans
    )
    {
        // As long as somebody is at work, what cannot go on has time.
        if (owned.Keys.Any(vm => !situation.Lost.ContainsKey(vm)))
        {
            return [];
        }
        var exhausted = orphans
            .Where(test => tests.Tries(test, GrantCause.Lost) >= MostLosses)
            .ToList();
        var reasons = owned
            .Select(pair => $"{pair.Key} is lost ({situation.Lost[pair.Key]})")
            .ToList();
        if (exhausted.Count > 0)
        {
            reasons.Add(
                $"{Named(tests, exhausted)} took down {MostLosses + 1} VMs and is not granted again"
            );
        }
        if (orphans.Except(exhausted).ToList() is { Count: > 0 } untaken)
        {
            reasons.Add($"nobody is there who could take {Named(tests, untaken)}");
        }
        return [new LeadAction.Wait(string.Join("; ", reasons))];
    }

    private static string Named(TestCases tests, List<int> ordinals)
    {
        const int most = 5;
        var names = string.Join(", ", ordinals.Take(most).Select(test => tests.Spec(test).TestId));
        return ordinals.Count > most
            ? $"tests {names} and {ordinals.Count - most} more"
            : $"test {names}";
    }
}
