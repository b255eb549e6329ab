using System.Globalization;

namespace Bench.Model.Keys;

/// <summary>The keys of one run below the artifacts root. The one place that knows the layout of the bucket.</summary>
public sealed record RunKeys(string RunId)
{
    public string Config => $"{RunId}/config.json";
    public string TestCases => $"{RunId}/test-cases.csv";
    public string Configs => $"{RunId}/configs.csv";
    public string JobFile => $"{RunId}/jobfile.fio";
    public string Cancel => $"{RunId}/cancel";
    public string Seal => $"{RunId}/sealed.json";

    /// <summary>Signs of life of the coordinator that leads.</summary>
    public string Leading => $"{RunId}/leading.json";

    public string Decisions => $"{RunId}/decisions/";
    public string Claims => $"{RunId}/claims/";
    public string Progresses => $"{RunId}/progress/";
    public string Results => $"{RunId}/results/";
    public string Report => $"{RunId}/report/";

    /// <summary>What one coordinator logged of the run; its id is that of its decisions.</summary>
    public string CoordinatorLog(string coordinatorId) =>
        $"{RunId}/logs/coordinator-{coordinatorId}.jsonl";

    /// <summary>What the worker of one epoch of a VM logged.</summary>
    public string WorkerEvents(string vm, int epoch) =>
        $"{RunId}/logs/worker-{vm}.{Padded(epoch, 6)}.jsonl";

    public string JobSpec(string vm) => $"{RunId}/jobs/{vm}.json";

    /// <summary>Decision <paramref name="number"/>, dense from 1, eight digits.</summary>
    public string Decision(int number) => $"{Decisions}{Padded(number, 8)}.json";

    /// <summary>Claims of one VM.</summary>
    public string ClaimsOf(string vm) => $"{Claims}{vm}/";

    /// <summary>The claim of an epoch, dense from 1, six digits.</summary>
    public string Claim(string vm, int epoch) => $"{ClaimsOf(vm)}{Padded(epoch, 6)}.json";

    public string Progress(string vm, int epoch) => $"{Progresses}{vm}.{Padded(epoch, 6)}.json";

    public string VmResults(string vm) => $"{Results}{vm}/";

    public string Manifest(string vm) => $"{VmResults(vm)}manifest.json";

    public string WorkerLog(string vm) => $"{VmResults(vm)}worker.log";

    /// <summary>All that one attempt at one entry wrote.</summary>
    public string Attempt(string vm, int matrixId, int attempt) =>
        $"{VmResults(vm)}test-{Plain(matrixId)}/a{Padded(attempt, 2)}/";

    public string Iteration(string vm, int matrixId, int attempt, int iteration) =>
        $"{Attempt(vm, matrixId, attempt)}iteration-{Padded(iteration, 4)}.json";

    public string Result(string vm, int matrixId, int attempt) =>
        $"{Attempt(vm, matrixId, attempt)}result.json";

    /// <summary>A raw file. The epoch is part of its key, so that no two processes ever write one key.</summary>
    public string Raw(
        string vm,
        int matrixId,
        int attempt,
        int iteration,
        int epoch,
        string fileName
    ) => $"{Attempt(vm, matrixId, attempt)}{Padded(iteration, 4)}-e{Padded(epoch, 6)}/{fileName}";

    /// <summary>VM and epoch of a progress key, or null for a key that is none.</summary>
    public (string Vm, int Epoch)? ParseProgress(string key)
    {
        if (
            !key.StartsWith(Progresses, StringComparison.Ordinal)
            || !key.EndsWith(".json", StringComparison.Ordinal)
        )
        {
            return null;
        }
        var name = key[Progresses.Length..^".json".Length];
        var dot = name.LastIndexOf('.');
        return dot > 0 && TryNumber(name[(dot + 1)..], out var epoch) ? (name[..dot], epoch) : null;
    }

    /// <summary>VM and epoch of a claim key, or null for a key that is none.</summary>
    public (string Vm, int Epoch)? ParseClaim(string key)
    {
        if (
            !key.StartsWith(Claims, StringComparison.Ordinal)
            || !key.EndsWith(".json", StringComparison.Ordinal)
        )
        {
            return null;
        }
        var parts = key[Claims.Length..^".json".Length].Split('/');
        return parts.Length == 2 && TryNumber(parts[1], out var epoch) ? (parts[0], epoch) : null;
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static string Padded(int number, int digits) =>
        number.ToString("D" + Plain(digits), CultureInfo.InvariantCulture);

    private static string Plain(int number) => number.ToString(CultureInfo.InvariantCulture);
}
