using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Bench.Model.Json;

namespace Bench.Model.Tests.Schemas;

/// <summary>Makes the JSON Schema of each document from its type.</summary>
internal static class SchemaFiles
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        IndentSize = 2,
        NewLine = "\n",
        WriteIndented = true,
    };

    /// <summary><c>bench.job-spec/1</c> is described by <c>job-spec.schema.json</c>.</summary>
    public static string FileName(string schema) =>
        $"{schema["bench.".Length..schema.IndexOf('/', StringComparison.Ordinal)]}.schema.json";

    public static string Text(Type type, string schema)
    {
        var exported = BenchJson
            .Default.Options.GetJsonSchemaAsNode(
                type,
                new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true }
            )
            .AsObject();
        exported["properties"]!["schema"] = new JsonObject { ["const"] = schema };
        var named = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = schema,
        };
        foreach (var (name, value) in exported.ToList())
        {
            exported.Remove(name);
            named[name] = value;
        }
        return named.ToJsonString(Layout) + "\n";
    }

    /// <summary>The repository's own folder, found by its solution.</summary>
    public static string Folder()
    {
        var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Bench.sln")))
        {
            folder =
                folder.Parent
                ?? throw new InvalidOperationException(
                    "Bench.sln is in no folder above the tests."
                );
        }
        return Path.Combine(folder.FullName, "docs", "schemas");
    }
}
