using System.Text.Json;
using Bench.Host.Tests;

namespace Bench.Cli.Tests.Hubs;

/// <summary>Verbs of the hub with <c>--json</c>: the document alone on standard output, and the words beside it.</summary>
internal sealed class JsonTests
{
    private TempFolder _folder = null!;

    [SetUp]
    public void Make() => _folder = new TempFolder();

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public async Task Make_modules_says_what_it_wrote()
    {
        var made = await RunAsync(
            0,
            "make-modules",
            "--dir",
            Path.Combine(_folder.Root, "made"),
            "--modules",
            "2",
            "--files",
            "3",
            "--size",
            "1k"
        );
        Is(made, "schema", "bench.hub-make-modules/1");
        made.GetProperty("modules").GetInt32().ShouldBe(2);
        made.GetProperty("files").GetInt64().ShouldBe(6);
        made.GetProperty("bytes").GetInt64().ShouldBe(6 * 1024);
    }

    [Test]
    public async Task Verify_and_gc_say_what_is_in_a_store_and_what_is_wrong_with_it()
    {
        var content = Path.Combine(_folder.Root, "content", "00000000", "aa");
        Directory.CreateDirectory(content);
        await File.WriteAllBytesAsync(Path.Combine(content, new string('a', 64)), new byte[7]);
        var spec = $"file://{_folder.Root}";

        var whole = await RunAsync(0, "verify", "--hub-hydration-target-spec", spec);
        Is(whole, "schema", "bench.hub-verify/1");
        Is(whole, "store", spec);
        whole.GetProperty("whole").GetBoolean().ShouldBeTrue();
        whole.GetProperty("content_read").GetBoolean().ShouldBeTrue();
        whole.GetProperty("orphan_objects").GetInt64().ShouldBe(1);
        whole.GetProperty("orphan_bytes").GetInt64().ShouldBe(7);

        var dry = await RunAsync(0, "gc", "--hub-hydration-target-spec", spec, "--dry-run");
        Is(dry, "schema", "bench.hub-gc/1");
        dry.GetProperty("dry_run").GetBoolean().ShouldBeTrue();
        dry.GetProperty("candidate_objects").GetInt64().ShouldBe(1);
        dry.GetProperty("deleted_objects").GetInt64().ShouldBe(0);
        dry.TryGetProperty("number", out _).ShouldBeFalse("a dry run has none");

        var states = Path.Combine(_folder.Root, "states", "m1");
        Directory.CreateDirectory(states);
        await File.WriteAllTextAsync(Path.Combine(states, "00000001.json"), "{");
        var broken = await RunAsync(1, "verify", "--hub-hydration-target-spec", spec, "--quick");
        broken.GetProperty("whole").GetBoolean().ShouldBeFalse();
        broken.GetProperty("content_read").GetBoolean().ShouldBeFalse();
        broken.GetProperty("problems")[0].GetString()!.ShouldContain("m1");
    }

    [Test]
    public async Task What_is_wrong_with_the_command_line_leaves_no_document()
    {
        var refused = await CommandLine.RunAsync("hub", "gc", "--json");
        refused.Code.ShouldBe(2);
        refused.Output.ShouldBeEmpty();
        refused.Errors.ShouldContain("--hub-hydration-target-spec");
    }

    [TestCase("verify")]
    [TestCase("gc")]
    public async Task A_store_that_is_not_there_does_not_pass_for_an_empty_one(string verb)
    {
        var spec = $"file://{_folder.Root}/mistyped";
        var refused = await CommandLine.RunAsync(
            "hub",
            verb,
            "--hub-hydration-target-spec",
            spec,
            "--json"
        );
        refused.Code.ShouldBe(2);
        refused.Output.ShouldBeEmpty();
        refused.Errors.ShouldContain($"{spec}: there is no such folder");

        Directory.CreateDirectory(Path.Combine(_folder.Root, "mistyped"));
        var empty = await CommandLine.RunAsync("hub", verb, "--hub-hydration-target-spec", spec);
        empty.Code.ShouldBe(2);
        empty.Errors.ShouldContain($"{spec}: nothing is stored there");
    }

    /// <summary>The document of a verb, after its words were seen not to be in it, and to be as they are without.</summary>
    private static async Task<JsonElement> RunAsync(int code, params string[] arguments)
    {
        var plain = await CommandLine.RunAsync(["hub", .. arguments]);
        var json = await CommandLine.RunAsync(["hub", .. arguments, "--json"]);
        plain.Code.ShouldBe(code, plain.Errors);
        json.Code.ShouldBe(code, json.Errors);
        plain.Output.ShouldEndWith("\n");
        plain.Output.ShouldNotStartWith("{");
        json.Errors.ShouldNotBeEmpty();
        return JsonDocument.Parse(json.Output).RootElement;
    }

    private static void Is(JsonElement document, string name, string value) =>
        document.GetProperty(name).GetString().ShouldBe(value);
}
