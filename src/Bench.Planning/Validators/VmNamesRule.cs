using Bench.Model.Names;
using Bench.Planning.Problems;

namespace Bench.Planning.Validators;

/// <summary>There is a VM, each has an id that can stand in every key, and no two have the same.</summary>
public sealed class VmNamesRule : IPlanRule
{
    private const string Option = "--vm";

    public string Name => "vm-names";

    public IEnumerable<Problem> Check(PlanDraft draft)
    {
        if (draft.Vms.Count == 0)
        {
            yield return PlanDraft.OfOption(
                Option,
                null,
                "there is no VM to run on",
                "name at least one, or start local workers with --workers 1"
            );
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var vm in draft.Vms)
        {
            if (!Identifier.IsValid(vm.Name))
            {
                yield return PlanDraft.OfOption(
                    Option,
                    vm.Name,
                    "cannot be the id of a VM",
                    $"write {Identifier.Rule}, for example {Identifier.Map(vm.Name)}"
                );
            }
            if (!seen.Add(vm.Name))
            {
                yield return PlanDraft.OfOption(
                    Option,
                    vm.Name,
                    "names two VMs",
                    "name each VM once"
                );
            }
        }
    }
}
