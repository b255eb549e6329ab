namespace Bench.Cli;

/// <summary>The documented exit codes of every verb.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The run has failures, or entries without a result.</summary>
    public const int Failures = 1;

    /// <summary>Wrong usage or invalid input; nothing was started.</summary>
    public const int Usage = 2;

    /// <summary>The environment is not fit: a program, a permission, space or a store is missing.</summary>
    public const int Environment = 3;

    /// <summary>Interrupted by the user.</summary>
    public const int Interrupted = 130;

    public const string Help =
        "Exit codes: 0 done, 1 the run has failures, 2 wrong usage or invalid input (nothing started), 3 environment not fit, 130 interrupted.";
}
