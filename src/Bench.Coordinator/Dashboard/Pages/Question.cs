namespace Bench.Coordinator.Dashboard.Pages;

/// <summary>What is asked before something is done that cannot be undone, or that costs.</summary>
public sealed record Question
{
    public required string Title { get; init; }
    public required IReadOnlyList<string> Lines { get; init; }

    /// <summary>The words that do it.</summary>
    public required string Confirm { get; init; }

    /// <summary>The words that do not.</summary>
    public required string Decline { get; init; }

    /// <summary>Where the answer goes.</summary>
    public required string Action { get; init; }

    /// <summary>Where who declines goes.</summary>
    public required string Back { get; init; }
    public bool AsksReason { get; init; }
    public bool IsDangerous { get; init; }
}
