namespace Bench.Hub.Driving;

/// <summary>Which hub a stage drives, in words that may be kept: they hold no secrets.</summary>
public sealed record HubOrigin
{
    /// <summary>Bench's own, which the stage starts.</summary>
    public static HubOrigin Own { get; } = new();

    /// <summary>The template of the command that starts it; null for Bench's own, and for one that runs already.</summary>
    public string? Command { get; init; }

    /// <summary>Where it answers already; null for one that the stage starts.</summary>
    public string? Url { get; init; }

    public bool IsOwn => Command is null && Url is null;

    /// <summary>Whether the stage starts it, and may do with its data folder as it likes.</summary>
    public bool IsStarted => Url is null;

    public override string ToString() =>
        Url is not null ? $"the hub at {Url}"
        : Command is not null ? "the hub of --hub-command"
        : "Bench's own hub";
}
