using System.Text.Json.Nodes;
using Bench.Testing.Gcs.Protocol;

namespace Bench.Testing.Gcs.Api;

/// <summary>Leaves of a reply only what the query's <c>fields</c> names, as in <c>nextPageToken,items(name,size)</c>.</summary>
internal sealed class PartialResponse(string fields)
{
    private int _at;

    /// <param name="fields">Null for all.</param>
    public static JsonObject Of(JsonObject whole, string? fields)
    {
        if (fields is null)
        {
            return whole;
        }
        var parser = new PartialResponse(fields);
        var wanted = parser.Fields();
        return parser._at == fields.Length
            ? (JsonObject)Select(whole, wanted)
            : throw ApiException.Invalid($"Invalid field selection {fields}");
    }

    private static JsonNode Select(JsonNode node, List<Field> wanted) =>
        node switch
        {
            _ when wanted.Count == 0 => node.DeepClone(),
            JsonArray array => new JsonArray([.. array.Select(one => Select(one!, wanted))]),
            JsonObject whole => new JsonObject(
                wanted
                    .Where(field => whole[field.Name] is not null)
                    .Select(field =>
                        KeyValuePair.Create<string, JsonNode?>(
                            field.Name,
                            Select(whole[field.Name]!, field.Inner)
                        )
                    )
            ),
            _ => throw ApiException.Invalid("Invalid field selection"),
        };

    private List<Field> Fields()
    {
        var found = new List<Field> { One() };
        while (Takes(','))
        {
            found.Add(One());
        }
        return found;
    }

    private Field One()
    {
        var begin = _at;
        while (_at < fields.Length && char.IsAsciiLetterOrDigit(fields[_at]))
        {
            _at++;
        }
        var name = fields[begin.._at];
        if (name.Length == 0)
        {
            throw ApiException.Invalid($"Invalid field selection {fields}");
        }
        if (!Takes('('))
        {
            return new Field(name, []);
        }
        var inner = Fields();
        return Takes(')')
            ? new Field(name, inner)
            : throw ApiException.Invalid($"Invalid field selection {fields}");
    }

    private bool Takes(char next)
    {
        var isNext = _at < fields.Length && fields[_at] == next;
        _at += isNext ? 1 : 0;
        return isNext;
    }

    /// <param name="Inner">Empty for the whole field.</param>
    private sealed record Field(string Name, List<Field> Inner);
}
