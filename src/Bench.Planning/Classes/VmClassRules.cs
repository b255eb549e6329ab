using System.Globalization;
using Bench.Model.Runs;
using Bench.Planning.Inputs;
using Bench.Planning.Problems;

namespace Bench.Planning.Classes;

/// <summary><c>--vm-class NAME=vm1,vm2</c>: the VMs of a class, by id or by host name.</summary>
public sealed record VmClassDeclaration(string Name, IReadOnlyList<string> Vms)
{
    public const string Option = "--vm-class";

    public static Parsed<VmClassDeclaration> Parse(string text)
    {
        var parts = text.Split('=', 2, StringSplitOptions.TrimEntries);
        var vms = parts.Length < 2 ? [] : parts[1].Split(',', StringSplitOptions.TrimEntries);
        if (
            vms.Length == 0
            || vms.Any(vm => vm.Length == 0)
            || Texts.FlawOfName(parts[0], "large") is not null
        )
        {
            var problem = new Problem(
                Option,
                null,
                null,
                text,
                "does not declare the VMs of a class",
                "write for example large=vm-1,vm-2"
            );
            return new Parsed<VmClassDeclaration>(null, [problem]);
        }
        return new Parsed<VmClassDeclaration>(new VmClassDeclaration(parts[0], vms), []);
    }
}

/// <summary>
/// Which class of VM each test case needs, and which class each VM has. A test case of a class runs only on VMs of that
/// class; one without a class on any VM.
/// </summary>
public sealed record VmClassRules
{
    public const string SingleThreadOption = "--single-thread-vm-type";
    public const string MultiThreadOption = "--multi-thread-vm-type";

    public static VmClassRules None { get; } = new();

    public IReadOnlyList<VmClassDeclaration> Declarations { get; init; } = [];

    /// <summary>The class of test cases with <c>num_jobs</c> 1 whose row names none.</summary>
    public string? SingleThread { get; init; }

    /// <summary>The class of test cases with a <c>num_jobs</c> above 1 whose row names none.</summary>
    public string? MultiThread { get; init; }

    public bool ByThreads => SingleThread is not null || MultiThread is not null;

    /// <summary>The test case with its class: that of its row, else by its number of jobs.</summary>
    public TestCaseSpec Classify(TestCaseSpec test) =>
        test.VmClass is null && ByThreads && ClassByThreads(test) is { } vmClass
            ? test with
            {
                VmClass = vmClass,
            }
            : test;

    /// <summary>The VM with its class: the first declaration that names it, else what it has already.</summary>
    public VmSpec Classify(VmSpec vm) =>
        Declarations.FirstOrDefault(d => d.Vms.Any(name => Names(name, vm))) is { } declaration
            ? vm with
            {
                VmClass = declaration.Name,
            }
            : vm;

    /// <summary>Whether a declaration's word means this VM.</summary>
    public static bool Names(string word, VmSpec vm) =>
        string.Equals(word, vm.Name, StringComparison.Ordinal)
        || string.Equals(word, vm.HostName, StringComparison.Ordinal);

    private string? ClassByThreads(TestCaseSpec test) =>
        test.Params.TryGetValue(ParameterNames.NumJobs, out var text)
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var jobs)
            ? jobs switch
            {
                1 => SingleThread,
                > 1 => MultiThread,
                _ => null,
            }
            : null;
}
