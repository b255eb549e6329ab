using Bench.Hub.Modules;
using static Bench.Hub.Modules.InstanceState;
using static Bench.Hub.Modules.ModuleEvent;

namespace Bench.Hub.Tests.Modules;

/// <summary>The table of the reference, written down once more: what is not in it is refused.</summary>
internal sealed class ModuleTransitionsTests
{
    private static readonly (InstanceState From, ModuleEvent Event, InstanceState To)[] Legal =
    [
        (Unprovisioned, Provision, Provisioning),
        (Provisioning, Succeed, Provisioned),
        (Provisioning, Fail, Unprovisioned),
        (Provisioned, Hibernate, Hibernating),
        (Hibernating, Succeed, Hibernated),
        (Hibernating, Fail, Provisioned),
        (Hibernated, Wake, Waking),
        (Waking, Succeed, Provisioned),
        (Waking, Fail, Hibernated),
        (Provisioned, Deprovision, Deprovisioning),
        (Hibernated, Deprovision, Deprovisioning),
        (Crashed, Deprovision, Deprovisioning),
        (Provisioned, IdleTimeout, Deprovisioning),
        (Hibernated, IdleTimeout, Deprovisioning),
        (Deprovisioning, Succeed, Unprovisioned),
        (Deprovisioning, Fail, Unprovisioned),
        (Provisioned, Obliterate, Obliterating),
        (Hibernated, Obliterate, Obliterating),
        (Crashed, Obliterate, Obliterating),
        (Obliterating, Succeed, Unprovisioned),
        (Obliterating, Fail, Crashed),
        (Provisioned, Exit, Crashed),
        (Crashed, Recover, Recovering),
        (Recovering, Succeed, Provisioned),
        (Recovering, Fail, Unprovisioned),
    ];

    private static readonly (InstanceState State, ModuleEvent Event)[] WithoutEffect =
    [
        (Hibernated, Hibernate),
        (Provisioned, Wake),
        (Unprovisioned, Deprovision),
    ];

    private static IEnumerable<TestCaseData> All =>
        from state in Enum.GetValues<InstanceState>()
        from happened in Enum.GetValues<ModuleEvent>()
        select new TestCaseData(state, happened);

    [TestCaseSource(nameof(All))]
    public void A_state_and_an_event_give_what_the_reference_says(
        InstanceState state,
        ModuleEvent happened
    )
    {
        var row = Legal
            .Where(row => row.From == state && row.Event == happened)
            .Select(row => (InstanceState?)row.To)
            .SingleOrDefault();
        var expected = WithoutEffect.Contains((state, happened)) ? state : row;

        ModuleTransitions.Next(state, happened).ShouldBe(expected);
    }

    [Test]
    public void The_words_are_those_of_the_interface() =>
        Enum.GetValues<InstanceState>()
            .Select(Bench.Model.Json.EnumWords.NameOf)
            .ShouldBe([
                "unprovisioned",
                "provisioned",
                "hibernated",
                "crashed",
                "provisioning",
                "hibernating",
                "waking",
                "deprovisioning",
                "recovering",
                "obliterating",
            ]);

    [Test]
    public void Operations_hold_a_module_in_the_transitional_states_alone() =>
        Enum.GetValues<InstanceState>()
            .Where(state => !ModuleTransitions.IsTransitional(state))
            .ShouldBe([Unprovisioned, Provisioned, Hibernated, Crashed]);
}
