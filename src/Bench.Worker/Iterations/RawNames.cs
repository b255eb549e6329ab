namespace Bench.Worker.Iterations;

/// <summary>
/// Names of raw files: a worker that begins an iteration again, because it was ended half way, must not write a key
/// twice, where what is still on its way may come after what was committed.
/// </summary>
public sealed class RawNames
{
    private readonly Dictionary<(int MatrixId, int Attempt, int Iteration), int> _begun = [];

    /// <summary>Begins an iteration; what to make of the names of its files.</summary>
    public Func<string, string> Begin(int matrixId, int attempt, int iteration)
    {
        var key = (matrixId, attempt, iteration);
        var number = _begun[key] = _begun.GetValueOrDefault(key) + 1;
        return name => number == 1 ? name : FormattableString.Invariant($"again{number}-{name}");
    }
}
