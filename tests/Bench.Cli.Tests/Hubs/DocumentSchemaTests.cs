using Bench.Cli.Hubs.Documents;
using Bench.Cli.Output;
using Bench.Testing.Schemas;

namespace Bench.Cli.Tests.Hubs;

/// <summary>The schema of what each verb of the hub prints with <c>--json</c>.</summary>
internal sealed class DocumentSchemaTests
{
    private static readonly (Type Type, string Schema)[] All =
    [
        (typeof(VerifyDocument), VerifyDocument.SchemaName),
        (typeof(CollectionDocument), CollectionDocument.SchemaName),
        (typeof(ComparisonDocument), ComparisonDocument.SchemaName),
        (typeof(MadeDocument), MadeDocument.SchemaName),
        (typeof(SnapshotDocument), SnapshotDocument.SchemaName),
        (typeof(SeedDocument), SeedDocument.SchemaName),
        (typeof(PerfDocument), PerfDocument.SchemaName),
    ];

    private static IEnumerable<TestCaseData> Kinds() =>
        All.Select(kind =>
            new TestCaseData(kind.Type, kind.Schema).SetArgDisplayNames(kind.Schema)
        );

    /// <summary>Run with <c>BENCH_ACCEPT=1</c> to write the files anew.</summary>
    [TestCaseSource(nameof(Kinds))]
    public void The_schema_is_current(Type type, string schema)
    {
        var path = Path.Combine(
            SchemaText.Folder(TestContext.CurrentContext.TestDirectory),
            "hub",
            $"{schema["bench.".Length..^"/1".Length]}.schema.json"
        );
        var text = SchemaText.Of(CliJson.Default.Options, type, schema);
        if (Environment.GetEnvironmentVariable("BENCH_ACCEPT") is "1")
        {
            File.WriteAllText(path, text);
        }
        File.Exists(path).ShouldBeTrue($"{path} is missing: run this test with BENCH_ACCEPT=1");
        File.ReadAllText(path)
            .ShouldBe(text, "run this test with BENCH_ACCEPT=1 and look at the difference");
    }
}
