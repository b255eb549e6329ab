using Bench.Model.Json;
using Bench.Testing.Schemas;

namespace Bench.Model.Tests.Schemas;

/// <summary>Makes the JSON Schema of each document from its type.</summary>
internal static class SchemaFiles
{
    /// <summary><c>bench.job-spec/1</c> is described by <c>job-spec.schema.json</c>.</summary>
    public static string FileName(string schema) =>
        $"{schema["bench.".Length..schema.IndexOf('/', StringComparison.Ordinal)]}.schema.json";

    public static string Text(Type type, string schema) =>
        SchemaText.Of(BenchJson.Default.Options, type, schema);

    /// <summary>The repository's own folder.</summary>
    public static string Folder() => SchemaText.Folder(TestContext.CurrentContext.TestDirectory);
}
