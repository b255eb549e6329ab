using Bench.Hub.Targets;
using Bench.Testing.Schemas;

namespace Bench.Hub.Tests.Targets;

public sealed class TargetSchemaTests
{
    /// <summary>Run with <c>BENCH_ACCEPT=1</c> to write the file anew.</summary>
    [Test]
    public void The_schema_is_current()
    {
        var path = Path.Combine(
            SchemaText.Folder(TestContext.CurrentContext.TestDirectory),
            "hub",
            "hub-target.schema.json"
        );
        var text = SchemaText.Of(
            TargetJson.Default.Options,
            typeof(TargetConfig),
            TargetConfig.SchemaName
        );
        if (Environment.GetEnvironmentVariable("BENCH_ACCEPT") is "1")
        {
            File.WriteAllText(path, text);
        }
        File.ReadAllText(path)
            .ShouldBe(text, "run this test with BENCH_ACCEPT=1 and look at the difference");
    }
}
