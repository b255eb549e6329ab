namespace Bench.Benchmarks;

/// <summary>One claim about speed: a ratio against a named peer.</summary>
internal interface IBenchmark
{
    /// <summary>The word by which it is chosen on the command line.</summary>
    string Name { get; }

    /// <summary>What is compared with what, and the limit.</summary>
    string Claim { get; }

    /// <summary>Measures; the lines to print.</summary>
    Task<IReadOnlyList<string>> RunAsync(int pairs, TimeProvider time);
}
