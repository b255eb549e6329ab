using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace Bench.Testing.Schemas;

/// <summary>Makes JSON Schemas from types.</summary>
public static class SchemaText
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        IndentSize = 2,
        NewLine = "\n",
        WriteIndented = true,
    };

    /// <param name="options">Of the serialiser that reads and writes the type.</param>
    /// <param name="type">What is described.</param>
    /// <param name="schema">Its name and version.</param>
    public static string Of(JsonSerializerOptions options, Type type, string schema)
    {
        var exported = options
            .GetJsonSchemaAsNode(
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

    /// <summary>The repository's folder of schemas, found by its solution.</summary>
    /// <param name="start">A folder below it.</param>
    public static string Folder(string start)
    {
        var folder = new DirectoryInfo(start);
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
