using System.Text;
using System.Text.Json.Nodes;
using Bench.Testing.Gcs.Objects;
using Bench.Testing.Gcs.Protocol;

namespace Bench.Testing.Gcs.Api;

/// <summary>Lists objects in pages. A page token says after which name the next page begins.</summary>
internal static class ObjectListing
{
    /// <param name="most">Entries of a page, whatever the request asks for.</param>
    public static Reply List(Bucket bucket, Target target, int most)
    {
        var prefix = target["prefix"] ?? "";
        var delimiter = target["delimiter"] is { Length: > 0 } given ? given : null;
        var asked = target.Number("maxResults") ?? most;
        if (asked < 1)
        {
            throw ApiException.Invalid($"Invalid value '{asked}' for maxResults.");
        }
        var after = target["pageToken"] is { } token ? NameOf(token) : null;
        var entries = bucket
            .List(prefix)
            .Select(found => (Key: FolderOf(found.Name, prefix, delimiter), Found: found))
            .Where(entry =>
                after is null
                || Utf8Order.Instance.Compare(entry.Key ?? entry.Found.Name, after) > 0
            )
            .DistinctBy(entry => entry.Key ?? entry.Found.Name, StringComparer.Ordinal)
            .Take((int)Math.Min(asked, most) + 1)
            .ToList();
        var page = entries.Take((int)Math.Min(asked, most)).ToList();
        var json = new JsonObject { ["kind"] = "storage#objects" };
        if (entries.Count > page.Count)
        {
            json["nextPageToken"] = TokenOf(page[^1].Key ?? page[^1].Found.Name);
        }
        Add(json, "items", page.Where(it => it.Key is null).Select(it => it.Found.ToJson()));
        Add(
            json,
            "prefixes",
            page.Select(it => it.Key).OfType<string>().Select(key => JsonValue.Create(key))
        );
        return Reply.Json(200, PartialResponse.Of(json, target["fields"]));
    }

    private static void Add(JsonObject json, string name, IEnumerable<JsonNode?> nodes)
    {
        var array = new JsonArray([.. nodes]);
        if (array.Count > 0)
        {
            json[name] = array;
        }
    }

    private static string? FolderOf(string name, string prefix, string? delimiter)
    {
        var end = delimiter is null
            ? -1
            : name.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
        return end < 0 ? null : name[..(end + delimiter!.Length)];
    }

    private static string TokenOf(string name) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(name));

    private static string NameOf(string token)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(token));
        }
        catch (FormatException)
        {
            throw ApiException.Invalid("Invalid page token.");
        }
    }
}
