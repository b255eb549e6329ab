using Bench.Architecture.Tests.Repository;
using Bench.Architecture.Tests.Rules;

namespace Bench.Architecture.Tests;

/// <summary>Each rule about files finds a sample that breaks it, and only that.</summary>
public sealed class FileRuleTests
{
    private static string Lines(int count) => string.Concat(Enumerable.Repeat("x\n", count));

    [TestCase("src/Bench.Model/A.cs", 400, false)]
    [TestCase("src/Bench.Model/A.cs", 401, true)]
    [TestCase("src/Bench.Web/Page.razor", 401, true)]
    [TestCase("scripts/test", 401, true)]
    [TestCase("src/Bench.Cli/Program.cs", 60, false)]
    [TestCase("src/Bench.Cli/Program.cs", 61, true)]
    [TestCase("tests/Bench.Fio.Tests/TestData/job.sh", 1000, false)]
    [TestCase("src/Bench.Web/package-lock.json", 1000, false)]
    public void Long_files_are_found(string path, int lines, bool isFound) =>
        Sources.TooLong([new TrackedFile(path, Lines(lines))]).Any().ShouldBe(isFound);

    [Test]
    public void A_last_line_without_its_end_counts() =>
        Sources.TooLong([new TrackedFile("src/A/A.cs", Lines(400) + "x")]).Count().ShouldBe(1);

    [TestCase("src/Bench.Model/Runs/A.cs", "namespace Bench.Model.Runs;\n", false)]
    [TestCase("src/Bench.Model/A.cs", "using System;\n\nnamespace Bench.Model;\n", false)]
    [TestCase("src/Bench.Cli/Program.cs", "return 0;\n", false)]
    [TestCase("src/Bench.Model/Runs/A.cs", "namespace Bench.Model;\n", true)]
    [TestCase("src/Bench.Model/A.cs", "namespace Bench.Model.Runs;\n", true)]
    public void Misplaced_namespaces_are_found(string path, string text, bool isFound) =>
        Sources.MisplacedNamespaces([new TrackedFile(path, text)]).Any().ShouldBe(isFound);

    [TestCase("\"/w0rk/main\"", true)]
    [TestCase("file:///r00t/x/y", true)]
    [TestCase("cd /h0me/someone/bench", true)]
    [TestCase("$\"{folder}/w0rk/out\"", false)]
    [TestCase("bucket/w0rk/out", false)]
    [TestCase("/proc/self/stat", false)]
    [TestCase("/w0rker/x", false)]
    public void Folders_of_one_machine_are_found(string line, bool isFound)
    {
        // Written with a zero, so that this file keeps the rule itself.
        var text = line.Replace('0', 'o');
        Portability
            .MachinePaths([new TrackedFile("docs/a.md", text)], "/nowhere")
            .Any()
            .ShouldBe(isFound);
    }

    [Test]
    public void The_folder_of_the_repository_is_found() =>
        Portability
            .MachinePaths(
                [new TrackedFile("docs/a.md", "a\nsee /srv/checkout/docs")],
                "/srv/checkout"
            )
            .ShouldBe(["docs/a.md:2 names a folder of one machine: see /srv/checkout/docs"]);

    [TestCase("https://api.nuget.0rg/v3/index.json", true)]
    [TestCase("registry.npmjs.0rg", true)]
    [TestCase("packages come from NuGet and npm", false)]
    public void Package_registries_are_found(string line, bool isFound) =>
        Portability
            .RegistryHosts([new TrackedFile("a.props", line.Replace('0', 'o'))])
            .Any()
            .ShouldBe(isFound);

    [TestCase("""{"packages":{"node_modules/a":{"resolved":"https://host/a.tgz"}}}""", true)]
    [TestCase("""{"packages":{"node_modules/a":{"version":"1.0.0"}}}""", false)]
    [TestCase("{}", true)]
    public void Addresses_in_lock_files_are_found(string text, bool isFound)
    {
        Portability
            .ResolvedAddresses([new TrackedFile("src/Bench.Web/package-lock.json", text)])
            .Any()
            .ShouldBe(isFound);
        Portability.ResolvedAddresses([new TrackedFile("other.json", text)]).ShouldBeEmpty();
    }

    [TestCase("scripts/demo", "#!/bin/sh\n", true, false)]
    [TestCase("scripts/lib/common.sh", "# shared\n", false, false)]
    [TestCase("scripts/demo", "#!/bin/sh\n", false, true)]
    [TestCase(".ci/run", "echo\n", true, true)]
    public void Scripts_that_cannot_be_called_are_found(
        string path,
        string text,
        bool isExecutable,
        bool isFound
    ) =>
        Portability
            .NotExecutable([new TrackedFile(path, text, isExecutable)])
            .Any()
            .ShouldBe(isFound);
}
