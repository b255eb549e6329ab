using System.CommandLine;
using Bench.Protocol.Records;
using Bench.Storage;

namespace Bench.Cli.Inputs;

/// <summary>The argument and the option by which a verb is told which run it is about.</summary>
internal sealed class NamedRun
{
    private readonly Argument<string> _run = new("run")
    {
        Description =
            "The run: its id (with --artifacts), or its full URI such as file:///data/bench/t1 or s3://bucket/prefix/t1.",
    };
    private readonly Option<string?> _artifacts = ArtifactsOption();

    public static Option<string?> ArtifactsOption() =>
        new(RunNaming.ArtifactsName, "--artifacts-bucket")
        {
            Description =
                $"Store of all runs: {Stores.Forms}. Default: ./{RunNaming.DefaultArtifacts}.",
        };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_run);
        command.Options.Add(_artifacts);
        BucketSettings.AddTo(command);
    }

    /// <summary>The id of the run, however the user named it.</summary>
    public string Id(ParseResult parsed) => Open(parsed).Keys.RunId;

    /// <summary>The records of the run that the user named.</summary>
    public RecordStore Open(ParseResult parsed) =>
        RunNaming.Open(
            parsed.GetValue(_run)!,
            parsed.GetValue(_artifacts),
            BucketSettings.Of(parsed)
        );
}
