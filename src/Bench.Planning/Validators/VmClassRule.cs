using System.Globalization;
using Bench.Model.Runs;
using Bench.Planning.Classes;
using Bench.Planning.Inputs;
using Bench.Planning.Problems;

namespace Bench.Planning.Validators;

/// <summary>
/// Every class that a test case needs has a VM, so that no test case is ever dropped; and declarations of classes are
/// clear and name VMs of this run.
/// </summary>
public sealed class VmClassRule : IPlanRule
{
    private const int NamedTests = 5;

    public string Name => "vm-classes";

    public IEnumerable<Problem> Check(PlanDraft draft) =>
        Declarations(draft).Concat(Threads(draft)).Concat(WithoutVms(draft));

    private static IEnumerable<Problem> Declarations(PlanDraft draft)
    {
        var vmByWord = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var vm in draft.Vms)
        {
            vmByWord.TryAdd(vm.Name, vm.Name);
            vmByWord.TryAdd(vm.HostName ?? vm.Name, vm.Name);
        }
        var classByVm = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var declaration in draft.VmClasses.Declarations)
        {
            foreach (var word in declaration.Vms)
            {
                if (!vmByWord.TryGetValue(word, out var vm))
                {
                    yield return PlanDraft.OfOption(
                        VmClassDeclaration.Option,
                        word,
                        $"is no VM of this run, but class '{declaration.Name}' names it",
                        "name VMs of this run only"
                    );
                }
                else if (
                    !classByVm.TryAdd(vm, declaration.Name)
                    && !string.Equals(classByVm[vm], declaration.Name, StringComparison.Ordinal)
                )
                {
                    yield return PlanDraft.OfOption(
                        VmClassDeclaration.Option,
                        word,
                        $"is in the classes '{classByVm[vm]}' and '{declaration.Name}'",
                        "put each VM into one class"
                    );
                }
            }
        }
    }

    /// <summary>Where classes follow from the number of jobs, that number must be known.</summary>
    private static IEnumerable<Problem> Threads(PlanDraft draft)
    {
        if (
            draft.VmClasses.ByThreads
            && draft.TestCases.FirstOrDefault(t =>
                t.VmClass is null && !t.Params.ContainsKey(ParameterNames.NumJobs)
            )
                is { } test
        )
        {
            yield return new Problem(
                draft.TestCsv.Name,
                test.Line,
                ParameterNames.NumJobs,
                null,
                $"is missing, but {VmClassRules.SingleThreadOption} and {VmClassRules.MultiThreadOption} choose VMs by it",
                $"add the column, or a column {ParameterNames.VmClass}"
            );
        }
    }

    private static IEnumerable<Problem> WithoutVms(PlanDraft draft)
    {
        var classes = draft
            .Vms.Where(vm => vm.VmClass is not null)
            .Select(vm => vm.VmClass!)
            .ToHashSet(StringComparer.Ordinal);
        return draft
            .TestCases.Where(t => t.VmClass is not null && !classes.Contains(t.VmClass))
            .GroupBy(t => t.VmClass!, StringComparer.Ordinal)
            .Select(tests => new Problem(
                draft.TestCsv.Name,
                tests.First().Line,
                draft.Headers.GetValueOrDefault(ParameterNames.VmClass),
                tests.Key,
                $"is a class without VMs, but {Needed([.. tests])}",
                $"declare its VMs, for example {VmClassDeclaration.Option} {tests.Key}=vm-1,vm-2"
            ));
    }

    private static string Needed(IReadOnlyList<TestCaseSpec> tests)
    {
        var names = string.Join(", ", tests.Take(NamedTests).Select(t => $"'{t.TestId}'"));
        var more = tests.Count - NamedTests;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(tests.Count == 1 ? "test case" : "test cases")} {names}{(more > 0 ? $" and {more:N0} more" : "")} {(tests.Count == 1 ? "needs" : "need")} one"
        );
    }
}
