using System.Text.Json.Nodes;

namespace Bench.EndToEnd.Tests.Harness;

/// <summary>One run in a file store, read as any script would read it.</summary>
internal sealed class Bucket(string artifacts, string id)
{
    public string Id => id;

    public string Root { get; } = Path.Combine(artifacts, id);

    public string Uri => $"file://{Root}";

    public string Artifacts => artifacts;

    public string PathOf(string name) => Path.Combine(Root, name);

    public bool Has(string name) => File.Exists(PathOf(name));

    public string Text(string name) => File.ReadAllText(PathOf(name));

    public JsonNode Json(string name) => JsonNode.Parse(Text(name))!;

    /// <summary>A record by its key in the store, which begins with the run's id.</summary>
    public string PathOfKey(string key) => Path.Combine(artifacts, key);

    public JsonNode Seal => Json("sealed.json");

    public JsonNode Report => Json("report/report.json");

    /// <summary>Names of all keys, sorted.</summary>
    public IReadOnlyList<string> Names() => Names("");

    public IReadOnlyList<string> Names(string below)
    {
        try
        {
            var folder = Path.Combine(Root, below);
            return Directory.Exists(folder)
                ?
                [
                    .. Directory
                        .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                        .Select(path => Path.GetRelativePath(Root, path))
                        .Order(StringComparer.Ordinal),
                ]
                : [];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <summary>The records that commit iterations, by name.</summary>
    public IReadOnlyList<string> Iterations() =>
        [
            .. Names("results")
                .Where(name =>
                    Path.GetFileName(name).StartsWith("iteration-", StringComparison.Ordinal)
                ),
        ];

    /// <summary>Text of every committed iteration by name.</summary>
    public IReadOnlyDictionary<string, string> Committed() =>
        Iterations().ToDictionary(name => name, Text);

    /// <summary>Progress of the newest epoch of a VM; null before there is any.</summary>
    public JsonNode? Progress(string vm)
    {
        var name = Names("progress")
            .LastOrDefault(n => Path.GetFileName(n).StartsWith(vm + ".", StringComparison.Ordinal));
        return name is null ? null : Json(name);
    }

    public string? Phase(string vm) => Progress(vm)?["current"]?["phase"]?.GetValue<string>();

    /// <summary>All bytes of all keys, to compare with later.</summary>
    public IReadOnlyDictionary<string, string> Snapshot() =>
        Names()
            .ToDictionary(
                name => name,
                name =>
                    Convert.ToHexString(
                        System.Security.Cryptography.SHA256.HashData(
                            File.ReadAllBytes(PathOf(name))
                        )
                    )
            );
}
