using System.Text.Json.Nodes;
using Bench.Model.Json;

namespace Bench.Model.Tests.Schemas;

public class SchemaFilesTests
{
    private static IEnumerable<TestCaseData> Kinds() =>
        Documents.All.Select(d => new TestCaseData(d.Key, d.Value).SetArgDisplayNames(d.Value));

    /// <summary>Run with <c>BENCH_ACCEPT=1</c> to write the files anew.</summary>
    [TestCaseSource(nameof(Kinds))]
    public void The_schema_is_current(Type type, string schema)
    {
        var path = Path.Combine(SchemaFiles.Folder(), SchemaFiles.FileName(schema));
        var text = SchemaFiles.Text(type, schema);
        if (Environment.GetEnvironmentVariable("BENCH_ACCEPT") is "1")
        {
            Directory.CreateDirectory(SchemaFiles.Folder());
            File.WriteAllText(path, text);
        }

        File.Exists(path).ShouldBeTrue($"{path} is missing: run this test with BENCH_ACCEPT=1");
        File.ReadAllText(path)
            .ShouldBe(text, "run this test with BENCH_ACCEPT=1 and look at the difference");
    }

    [Test]
    public void There_is_no_schema_of_a_document_that_is_gone() =>
        Directory
            .GetFiles(SchemaFiles.Folder())
            .Select(Path.GetFileName)
            .ShouldBe(Documents.All.Values.Select(SchemaFiles.FileName), ignoreOrder: true);

    [TestCaseSource(nameof(Kinds))]
    public void A_schema_names_its_version_and_what_is_required(Type type, string schema)
    {
        var json = JsonNode.Parse(SchemaFiles.Text(type, schema))!;

        json["title"]!.GetValue<string>().ShouldBe(schema);
        json["properties"]!["schema"]!["const"]!.GetValue<string>().ShouldBe(schema);
        json["required"]!.AsArray().Select(n => n!.GetValue<string>()).ShouldContain("schema");
        json["properties"]!
            .AsObject()
            .Select(p => p.Key)
            .ShouldAllBe(name =>
                name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')
            );
    }
}
