using Bench.Model.Runs;
using Bench.Planning.Inputs;
using Bench.Planning.Problems;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Bench.Mounts.ToolSources.Files;

/// <summary>Reads a tool source from YAML or JSON, and tells all that is wrong with it at once.</summary>
public static class ToolSourceFile
{
    private const string Example =
        "see docs/tools.md for an example with name, repository, build and artefact";

    /// <param name="file">The bytes; paths in it begin at its folder.</param>
    public static Parsed<ToolSource> Read(SourceFile file)
    {
        var (text, flaw) = file.Decode();
        if (text is null)
        {
            return new Parsed<ToolSource>(null, [flaw!]);
        }
        if (file.Name.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            // JSON is YAML but for tabs between its parts; within its strings there can be none.
            text = text.Replace('\t', ' ');
        }
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            var root = yaml.Documents.Count == 1 ? yaml.Documents[0].RootNode : null;
            return root is YamlMappingNode mapping
                ? Read(file, mapping)
                : Failed(file, 1, "holds no mapping of names to values");
        }
        catch (YamlException e)
        {
            return Failed(file, (int)e.Start.Line, $"is neither YAML nor JSON: {e.Message}");
        }
    }

    private static Parsed<ToolSource> Failed(SourceFile file, int line, string reason) =>
        new(null, [new Problem(file.Name, line, null, null, reason, Example)]);

    private static Parsed<ToolSource> Read(SourceFile file, YamlMappingNode root)
    {
        var reader = new MappingReader(file.Name, root, prefix: "");
        var folder = Path.GetDirectoryName(Path.GetFullPath(file.Name))!;
        var name = ToolSourceChecks.Name(reader, reader.Text("name", required: true));
        var repository = ToolSourceChecks.Repository(
            reader,
            reader.Text("repository", required: true),
            folder
        );
        var build = reader.Commands("build", required: true);
        var artefact = ToolSourceChecks.Artefact(reader, reader.Text("artefact", required: true));
        var reference = reader.Text("ref");
        var environment = ToolSourceChecks.Environment(reader, reader.Texts("environment"));
        var version = reader.List("version_arguments");
        var release = reader.Mapping("release") is { } inner ? Release(inner) : null;
        reader.RefuseUnknown();
        if (reader.Problems.Count > 0)
        {
            return new Parsed<ToolSource>(null, reader.Problems);
        }
        var source = new ToolSource
        {
            Name = name!,
            Repository = repository!,
            Ref = reference,
            Build = build!,
            Artefact = artefact!,
            Environment = environment,
            VersionArguments = version,
            Release = release,
        };
        return new Parsed<ToolSource>(source, []);
    }

    private static ToolRelease? Release(MappingReader reader)
    {
        var url = ToolSourceChecks.ReleaseUrl(reader, reader.Text("url", required: true));
        var artefact = ToolSourceChecks.Artefact(reader, reader.Text("artefact", required: true));
        var digests = ToolSourceChecks.Digests(reader, reader.Texts("sha256"));
        reader.RefuseUnknown();
        return url is null || artefact is null
            ? null
            : new ToolRelease
            {
                Url = url,
                Artefact = artefact,
                Sha256 = digests,
            };
    }
}
