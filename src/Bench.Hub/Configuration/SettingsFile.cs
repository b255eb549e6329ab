using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Bench.Hub.Configuration;

/// <summary>Settings from a YAML or JSON file: nested, or with dotted names, or both.</summary>
public static class SettingsFile
{
    /// <summary>All that it says, also what no setting is called.</summary>
    /// <exception cref="HubSettingsException">It cannot be read, or is neither.</exception>
    public static IReadOnlyList<WrittenValue> Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HubSettingsException([$"{path} cannot be read: {e.Message}"]);
        }
        return Parse(text, path);
    }

    /// <exception cref="HubSettingsException">It is neither YAML nor JSON.</exception>
    public static IReadOnlyList<WrittenValue> Parse(string text, string path)
    {
        var yaml = new YamlStream();
        try
        {
            // JSON is YAML, but for tabs between its parts.
            yaml.Load(new StringReader(IsJson(text) ? text.Replace('\t', ' ') : text));
        }
        catch (YamlException e)
        {
            throw new HubSettingsException([
                $"{path}:{e.Start.Line}: this is neither YAML nor JSON: {e.InnerException?.Message ?? e.Message}",
            ]);
        }
        if (yaml.Documents.Count == 0)
        {
            return [];
        }
        return yaml.Documents is [{ RootNode: YamlMappingNode root }]
            ? [.. Values(root, "", path)]
            : throw new HubSettingsException([
                $"{path}:1: settings are one mapping, such as 'hub.hydration.threads: 4'",
            ]);
    }

    private static bool IsJson(string text) =>
        text.AsSpan().TrimStart() is { Length: > 0 } rest && rest[0] == '{';

    private static IEnumerable<WrittenValue> Values(YamlMappingNode map, string prefix, string path)
    {
        foreach (var (name, value) in map.Children)
        {
            var key = prefix + (name as YamlScalarNode)?.Value;
            switch (value)
            {
                case YamlMappingNode inner:
                    foreach (var found in Values(inner, $"{key}.", path))
                    {
                        yield return found;
                    }
                    break;
                case YamlSequenceNode list:
                    yield return new(key, Place(path, name), [.. list.Children.Select(Text)]);
                    break;
                default:
                    yield return new(key, Place(path, name), [Text(value)]);
                    break;
            }
        }
    }

    private static string Text(YamlNode node) =>
        node is YamlScalarNode scalar ? scalar.Value ?? "" : node.ToString();

    private static string Place(string path, YamlNode node) =>
        string.Create(CultureInfo.InvariantCulture, $"{path}:{node.Start.Line}");
}
