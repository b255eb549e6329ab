using System.CommandLine;
using Bench.Cli.Doctor;
using Bench.Cli.Doctor.Checks;
using Bench.Cli.Inputs;
using Bench.Cli.Output;
using Bench.Host.Processes;
using Bench.Model.Runs;
using Bench.Storage;
using Bench.Storage.Resilience;
using Bench.Worker;

namespace Bench.Cli.Verbs;

/// <summary><c>bench doctor</c>: whether this machine and the stores are fit, before anything is spent.</summary>
internal sealed class DoctorVerb(Interruption interruption, TimeProvider time)
{
    private readonly PlanInputs _inputs = new(required: false);
    private readonly Option<string?> _artifacts = NamedRun.ArtifactsOption();
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };

    public Command Create()
    {
        var command = new VerbCommand(
            "doctor",
            "Checks this machine and the stores: powers and permissions of the stores (tried below a prefix of its own, "
                + "which is deleted again), fio and its engines, mount tools, limits, space. "
                + "Given a run's options it judges by what that run needs, and exits with 3 when it would not fit.",
            "bench doctor --artifacts s3://bucket/bench --test-csv cases.csv --fio-job-file read.fio "
                + "--test-data s3://bucket/data --mount s3fs"
        );
        _inputs.AddTo(command);
        command.Options.Add(_artifacts);
        command.Options.Add(_json);
        command.SetAction(
            (parsed, _) => UserErrors.GuardAsync(() => RunAsync(parsed), Console.Error)
        );
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        RunConfig? run = null;
        if (_inputs.AreGiven(parsed))
        {
            run = await Composition.PlanAsync(
                _inputs,
                parsed,
                time,
                Console.Error,
                interruption.Token
            );
            if (run is null)
            {
                return ExitCodes.Usage;
            }
        }
        var artifacts = parsed.GetValue(_artifacts);
        var patient = Named(parsed, run, artifacts);
        // What cannot be opened at all is wrong usage, and told before anything is tried.
        var store = artifacts is null
            ? null
            : RunNaming.OpenArtifacts(
                artifacts,
                BucketSettings.Of(parsed),
                RequestSettings.Impatient
            );
        var data = IsBucket(patient.TestData)
            ? Stores.Open(patient.TestData!, RequestSettings.Impatient)
            : null;
        var results = await Examination.RunAsync(
            [
                .. Examination.Host,
                new ToolSourceCheck(),
                StoreCheck.Full(StoreCheck.Artifacts, _ => store),
                StoreCheck.Quick("test data", _ => data),
            ],
            patient,
            interruption.Token
        );
        Print(parsed, results);
        return Examination.IsFit(results) ? ExitCodes.Done : ExitCodes.Environment;
    }

    private Patient Named(ParseResult parsed, RunConfig? run, string? artifacts)
    {
        var processes = new ProcessRunner(time);
        var patient = run is not null
            ? Patient.Of(run, processes, time)
            : new Patient
            {
                TestData = _inputs.TestData(parsed),
                Mount = _inputs.Mount(parsed),
                LeaseSeconds = _inputs.LeaseSeconds(parsed),
                WorkFolder = WorkerFolders.Default.Work,
                Processes = processes,
                Time = time,
            };
        return patient with { Artifacts = artifacts };
    }

    private void Print(ParseResult parsed, IReadOnlyList<CheckResult> results)
    {
        if (parsed.GetValue(_json))
        {
            JsonOutput.Write(Console.Out, DoctorJson.Of(results), CliJson.Default.DoctorJson);
        }
        else
        {
            DoctorText.Write(Console.Out, results);
        }
    }

    private static bool IsBucket(string? testData) =>
        testData?.Contains("://", StringComparison.Ordinal) == true;
}
