namespace Bench.Mounts.Fuse;

/// <summary>What a kind asks of the shared machinery: a program that mounts and stays in the foreground.</summary>
internal sealed record FuseCommand
{
    public required string Kind { get; init; }

    /// <summary>The program's file.</summary>
    public required string Program { get; init; }
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Variables besides those of the request; a null value takes one away.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } =
        new Dictionary<string, string?>(StringComparer.Ordinal);

    public required IReadOnlyDictionary<string, string> Tools { get; init; }

    public FlushMeaning Flush { get; init; } = FlushMeaning.OnClose;

    /// <summary>Files that wait for their upload.</summary>
    public Func<int> PendingUploads { get; init; } = () => 0;

    /// <summary>Why the tool, though mounted, is about to give up; for tools that find out only then.</summary>
    public Func<string, string?> Refusal { get; init; } = _ => null;
}
