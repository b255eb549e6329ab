using Bench.Planning.Problems;
using YamlDotNet.RepresentationModel;

namespace Bench.Mounts.ToolSources.Files;

/// <summary>Takes the values of a mapping by name and notes what is missing, of another form or unknown.</summary>
internal sealed class MappingReader(string file, YamlMappingNode node, string prefix)
{
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <summary>Shared with the mappings inside.</summary>
    public List<Problem> Problems { get; private init; } = [];

    public string? Text(string name, bool required = false)
    {
        if (Find(name, required) is not { } value)
        {
            return null;
        }
        if (value is YamlScalarNode { Value.Length: > 0 } scalar)
        {
            return CleanText(name, scalar);
        }
        Report(name, value, null, "is not a text", "write one value");
        return null;
    }

    /// <summary>A list of texts.</summary>
    public IReadOnlyList<string>? List(string name) =>
        Find(name, required: false) is { } value ? Words(name, value) : null;

    /// <summary>A list of lists of texts, none of them empty.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? Commands(string name, bool required)
    {
        if (Find(name, required) is not { } value)
        {
            return null;
        }
        if (value is not YamlSequenceNode { Children.Count: > 0 } sequence)
        {
            Report(name, value, null, "is not a list of commands", CommandRemedy);
            return null;
        }
        var commands = new List<IReadOnlyList<string>>();
        foreach (var child in sequence.Children)
        {
            if (Words(name, child) is not { } words)
            {
                continue;
            }
            if (words.Count == 0 || words[0].Length == 0 || words[0][0] == '-')
            {
                Report(name, child, null, "has a command without a program", CommandRemedy);
            }
            commands.Add(words);
        }
        return commands;
    }

    /// <summary>A mapping of texts.</summary>
    public IReadOnlyDictionary<string, string>? Texts(string name)
    {
        if (Mapping(name) is not { } inner)
        {
            return null;
        }
        return inner
            .Names()
            .Select(key => (key, text: inner.AnyText(key)))
            .Where(pair => pair.text is not null)
            .ToDictionary(pair => pair.key, pair => pair.text!, StringComparer.Ordinal);
    }

    public MappingReader? Mapping(string name)
    {
        switch (Find(name, required: false))
        {
            case null:
                return null;
            case YamlMappingNode mapping:
                return new MappingReader(file, mapping, $"{prefix}{name}.") { Problems = Problems };
            case var other:
                Report(name, other, null, "is not a mapping", "write names with values below it");
                return null;
        }
    }

    /// <summary>A misspelt name must not be taken for an absent one.</summary>
    public void RefuseUnknown()
    {
        foreach (var key in node.Children.Keys)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            if (!_asked.Contains(name))
            {
                Problems.Add(
                    new Problem(
                        file,
                        (int)key.Start.Line,
                        null,
                        prefix + name,
                        "is not known here",
                        $"the names are {string.Join(", ", _asked)}"
                    )
                );
            }
        }
    }

    /// <summary>Notes a problem at the value of a name.</summary>
    public void Report(string name, string? value, string reason, string remedy) =>
        Report(name, Child(name) ?? node, value, reason, remedy);

    private const string CommandRemedy =
        "write each command as a list of arguments, for example [go, build, -o, tool, .]";

    private void Report(string name, YamlNode at, string? value, string reason, string remedy) =>
        Problems.Add(new Problem(file, (int)at.Start.Line, prefix + name, value, reason, remedy));

    private IEnumerable<string> Names() =>
        node.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value ?? "");

    private string? AnyText(string name)
    {
        if (Child(name) is YamlScalarNode scalar)
        {
            return CleanText(name, scalar);
        }
        Report(name, null, "is not a text", "write one value");
        return null;
    }

    private List<string>? Words(string name, YamlNode value)
    {
        if (value is not YamlSequenceNode sequence)
        {
            Report(name, value, (value as YamlScalarNode)?.Value, "is not a list", CommandRemedy);
            return null;
        }
        var words = new List<string>();
        foreach (var child in sequence.Children)
        {
            if (child is not YamlScalarNode scalar)
            {
                Report(name, child, null, "has an element that is not a text", CommandRemedy);
            }
            else if (CleanText(name, scalar) is { } text)
            {
                words.Add(text);
            }
        }
        return words;
    }

    private string? CleanText(string name, YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (!text.Contains('\0', StringComparison.Ordinal))
        {
            return text;
        }
        Report(name, scalar, null, "holds a NUL character", "leave it out");
        return null;
    }

    private YamlNode? Find(string name, bool required)
    {
        _asked.Add(name);
        var value = Child(name);
        if (value is null && required)
        {
            Report(name, node, null, "is missing", "add it; docs/tools.md has an example");
        }
        return value;
    }

    private YamlNode? Child(string name) =>
        node.Children.TryGetValue(new YamlScalarNode(name), out var value) ? value : null;
}
