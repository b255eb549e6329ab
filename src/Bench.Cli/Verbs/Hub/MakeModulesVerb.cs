using System.CommandLine;
using Bench.Cli.Hubs.Documents;
using Bench.Cli.Inputs;
using Bench.Cli.Output;
using Bench.Hub.Making;
using Bench.Model.Units;

namespace Bench.Cli.Verbs.Hub;

/// <summary><c>bench hub make-modules</c>: module trees to try everything with.</summary>
internal sealed class MakeModulesVerb(Interruption interruption, TimeProvider time)
{
    private readonly Option<string> _directory = new("--dir")
    {
        Description = "Folder that gets one folder for each module.",
        Required = true,
    };
    private readonly Option<int> _modules = new("--modules")
    {
        Description = "How many modules.",
        DefaultValueFactory = _ => 100,
    };
    private readonly Option<int> _files = new("--files")
    {
        Description = "Files of each module.",
        DefaultValueFactory = _ => 40,
    };
    private readonly Option<string> _size = new("--size")
    {
        Description = "Size of files, such as 16k or 1k-16k; k, m and g are binary.",
        DefaultValueFactory = _ => "1k-16k",
    };
    private readonly Option<string> _shape = new("--size-distribution")
    {
        Description = "'uniform', or 'log-uniform': many small files and few large ones.",
        DefaultValueFactory = _ => "uniform",
    };
    private readonly Option<double> _duplicates = new("--duplicates")
    {
        Description = "Share of files, 0 to 1, whose content other files have too, in any module.",
    };
    private readonly Option<double?> _change = new("--change")
    {
        Description =
            "Instead of making: give this share, 0 to 1, of the files of modules made by the same options other content.",
    };
    private readonly Option<long> _seed = new("--seed")
    {
        Description = "The same seed makes the same bytes; with --change --change-seed chooses.",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<long> _changeSeed = new("--change-seed")
    {
        Description = "Another number changes other files.",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<bool> _json = JsonOption.Document();

    public Command Create()
    {
        var command = new VerbCommand(
            "make-modules",
            "Writes synthetic modules: UUID-named folders of files that do not compress, the same for the same options.",
            "bench hub make-modules --dir /data/snapshot --modules 1000 --files 40 --size 1k-16k --duplicates 0.3"
        );
        Option[] options =
        [
            _directory,
            _modules,
            _files,
            _size,
            _shape,
            _duplicates,
            _change,
            _seed,
            _changeSeed,
            _json,
        ];
        foreach (var option in options)
        {
            command.Options.Add(option);
        }
        command.SetAction(
            (parsed, _) => UserErrors.GuardAsync(() => Task.FromResult(Run(parsed)), Console.Error)
        );
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var plan = new ModulePlan(Shape(parsed));
        var directory = parsed.GetValue(_directory)!;
        var begin = time.GetTimestamp();
        var made = parsed.GetValue(_change) is { } share
            ? ModuleMaker.Change(
                plan,
                directory,
                Share("--change", share),
                (ulong)parsed.GetValue(_changeSeed),
                interruption.Token
            )
            : ModuleMaker.Make(plan, directory, interruption.Token);
        var seconds = time.GetElapsedTime(begin).TotalSeconds;
        var json = parsed.GetValue(_json);
        if (json)
        {
            JsonOutput.Write(
                Console.Out,
                MadeDocument.Of(directory, made, seconds),
                CliJson.Default.MadeDocument
            );
        }
        JsonOption
            .People(json)
            .WriteLine(
                $"{made.Modules} modules in {directory}: {made.Files} files, {Human.Bytes(made.Bytes)} written, {Human.BytesPerSecond(made.Bytes / seconds)}"
            );
        return ExitCodes.Done;
    }

    private ModuleShape Shape(ParseResult parsed)
    {
        var shape = parsed.GetValue(_shape) switch
        {
            "uniform" => SizeShape.Uniform,
            "log-uniform" => SizeShape.LogUniform,
            var other => throw new UsageException(
                $"--size-distribution {other} is not known; use uniform or log-uniform"
            ),
        };
        var text = parsed.GetValue(_size)!;
        return new ModuleShape
        {
            Modules = Count("--modules", parsed.GetValue(_modules)),
            FilesPerModule = Count("--files", parsed.GetValue(_files)),
            Sizes =
                SizeDistribution.TryParse(text, shape)
                ?? throw new UsageException(
                    $"--size {text} is no size; write 16k, or 1k-16k from the smallest to the largest"
                ),
            Duplicates = Share("--duplicates", parsed.GetValue(_duplicates)),
            Seed = (ulong)parsed.GetValue(_seed),
        };
    }

    private static int Count(string option, int value) =>
        value is >= 1 and <= 10_000_000
            ? value
            : throw new UsageException($"{option} {value} is out of range; use 1 to 10000000");

    private static double Share(string option, double value) =>
        value is >= 0 and <= 1
            ? value
            : throw new UsageException(
                FormattableString.Invariant($"{option} {value} is no share; use 0 to 1")
            );
}
