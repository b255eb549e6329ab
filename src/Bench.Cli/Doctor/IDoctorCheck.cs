using Bench.Host.Processes;
using Bench.Model.Runs;
using Bench.Worker;

namespace Bench.Cli.Doctor;

/// <summary>A look at one part of the environment. It changes nothing that it does not put back.</summary>
internal interface IDoctorCheck
{
    /// <summary>What it looks at.</summary>
    string Area { get; }

    /// <summary>What it found; nothing where the patient has no need of it.</summary>
    Task<IReadOnlyList<CheckResult>> RunAsync(Patient patient, CancellationToken cancel);
}

/// <summary>What is to be checked: this machine, and what the user named.</summary>
internal sealed record Patient
{
    /// <summary>URI of the artifacts' store, if one was named.</summary>
    public string? Artifacts { get; init; }

    /// <summary>Folder or bucket of the data, if one was named.</summary>
    public string? TestData { get; init; }

    /// <summary>The mount kind, if one was named.</summary>
    public string? Mount { get; init; }

    /// <summary>The run, if all its inputs were given; checks then judge by its needs.</summary>
    public RunConfig? Run { get; init; }

    /// <summary>How long a silent worker keeps its claim; null where no run is asked about.</summary>
    public double? LeaseSeconds { get; init; }

    /// <summary>The folder of the workers' scratch space.</summary>
    public required string WorkFolder { get; init; }
    public required IProcessRunner Processes { get; init; }
    public required TimeProvider Time { get; init; }

    /// <summary>This machine with a planned run.</summary>
    public static Patient Of(RunConfig run, IProcessRunner processes, TimeProvider time) =>
        new()
        {
            TestData = run.Options.TestData,
            Mount = run.Options.Mount,
            Run = run,
            LeaseSeconds = run.Options.LeaseSeconds,
            WorkFolder = WorkerFolders.Default.Work,
            Processes = processes,
            Time = time,
        };
}
