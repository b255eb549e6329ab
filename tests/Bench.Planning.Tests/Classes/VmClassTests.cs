using Bench.Model.Runs;
using Bench.Planning.Classes;

namespace Bench.Planning.Tests.Classes;

public class VmClassTests
{
    private static VmClassDeclaration Declared(string text) =>
        VmClassDeclaration.Parse(text).Value.ShouldNotBeNull();

    private static VmClassRules Declarations(params string[] texts) =>
        new() { Declarations = [.. texts.Select(Declared)] };

    [Test]
    public void A_declaration_names_a_class_and_its_vms()
    {
        var declaration = Declared("large = vm-1, vm-2");

        declaration.Name.ShouldBe("large");
        declaration.Vms.ShouldBe(["vm-1", "vm-2"]);
    }

    [TestCase("large")]
    [TestCase("large=")]
    [TestCase("=vm-1")]
    [TestCase("large=vm-1,,vm-2")]
    public void What_is_no_declaration_is_refused(string text) =>
        VmClassDeclaration
            .Parse(text)
            .Problems.ShouldHaveSingleItem()
            .ToString()
            .ShouldBe(
                $"--vm-class: '{text}' does not declare the VMs of a class; write for example large=vm-1,vm-2"
            );

    [Test]
    public void Tests_go_to_the_vms_of_their_class()
    {
        var run = Given.Run(
            Given.Request with
            {
                TestCsv = Given.File("bs,vm_class\n4k,large\n4k,\n4k,large\n4k,small\n"),
                ConfigsCsv = null,
                VmClasses = Declarations("large=vm-1", "small=vm-3"),
            }
        );

        run.Vms.Select(vm => vm.VmClass).ShouldBe(["large", null, "small"]);
        run.Distribution.Select(s => string.Join(',', s.Entries)).ShouldBe(["1,3", "2", "4"]);
    }

    [Test]
    public void The_number_of_jobs_chooses_a_class()
    {
        var run = Given.Run(
            Given.Request with
            {
                ConfigsCsv = null,
                Vms =
                [
                    new VmSpec { Name = "vm-1", VmClass = "n2-standard-4" },
                    new VmSpec { Name = "vm-2", VmClass = "n2-standard-96" },
                ],
                VmClasses = new VmClassRules
                {
                    SingleThread = "n2-standard-4",
                    MultiThread = "n2-standard-96",
                },
            }
        );

        run.TestCases.Select(t => t.VmClass)
            .ShouldBe(["n2-standard-4", "n2-standard-96", "n2-standard-96"]);
        run.Distribution.Select(s => string.Join(',', s.Entries)).ShouldBe(["1", "2,3"]);
    }

    /// <summary>dropped-tests: a class without VMs is refused before anything starts, and names its tests.</summary>
    [Test, Category("regression: dropped-tests")]
    public void A_class_without_vms_is_an_error_that_names_the_tests()
    {
        var byColumn = Given.Plan(
            Given.Request with
            {
                TestCsv = Given.File("bs,VM_Class\n4k,\n4k,big\n4k,big\n4k,b2\n"),
            }
        );
        var byJobs = Given.Plan(
            Given.Request with
            {
                Vms = [new VmSpec { Name = "vm-1", VmClass = "single" }],
                VmClasses = new VmClassRules { SingleThread = "single", MultiThread = "multi" },
            }
        );

        byColumn.Config.ShouldBeNull();
        byColumn
            .Problems.Select(p => p.ToString())
            .ShouldBe([
                "cases.csv:3: column VM_Class: 'big' is a class without VMs, but test cases '2', '3' need one; declare its VMs, for example --vm-class big=vm-1,vm-2",
                "cases.csv:5: column VM_Class: 'b2' is a class without VMs, but test case '4' needs one; declare its VMs, for example --vm-class b2=vm-1,vm-2",
            ]);
        byJobs.Config.ShouldBeNull();
        byJobs
            .Problems.ShouldHaveSingleItem()
            .Reason.ShouldBe("is a class without VMs, but test cases '2', '3' need one");
    }

    [Test]
    public void Unclear_declarations_are_refused()
    {
        Given
            .Problems(Given.Request with { VmClasses = Declarations("a=vm-1,vm-9", "b=vm-1") })
            .ShouldBe([
                "--vm-class: 'vm-9' is no VM of this run, but class 'a' names it; name VMs of this run only",
                "--vm-class: 'vm-1' is in the classes 'a' and 'b'; put each VM into one class",
            ]);
    }

    [Test]
    public void A_host_name_and_its_id_are_one_vm()
    {
        var vm = Bench.Planning.Inputs.VmNames.OfHost("VM_1.example.org");
        var request = Given.Request with
        {
            Vms = [vm],
            VmClasses = Declarations("a=VM_1.example.org"),
        };

        Given.Run(request).Vms[0].VmClass.ShouldBe("a");
        Given
            .Problems(
                request with
                {
                    VmClasses = Declarations("a=VM_1.example.org", $"b={vm.Name}"),
                }
            )
            .ShouldHaveSingleItem()
            .ShouldContain("is in the classes 'a' and 'b'");
    }

    [Test]
    public void Classes_by_jobs_need_the_number_of_jobs() =>
        Given
            .Problems(
                Given.Request with
                {
                    TestCsv = Given.File("bs\n4k\n4k\n4k\n"),
                    VmClasses = new VmClassRules { SingleThread = "a" },
                }
            )
            .ShouldBe([
                "cases.csv:2: column num_jobs: is missing, but --single-thread-vm-type and --multi-thread-vm-type choose VMs by it; add the column, or a column vm_class",
            ]);
}
