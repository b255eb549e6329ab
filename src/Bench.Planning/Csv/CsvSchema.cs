namespace Bench.Planning.Csv;

/// <summary>Which columns a kind of CSV has.</summary>
public sealed record CsvSchema
{
    /// <summary>What the file is, for messages: <c>test CSV</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What one row is, for messages: <c>test case</c>.</summary>
    public required string RowKind { get; init; }

    /// <summary>A header and a row as they may look.</summary>
    public required string Example { get; init; }

    /// <summary>Canonical name by lower-cased header.</summary>
    public required IReadOnlyDictionary<string, string> Names { get; init; }
    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>Whether other columns are allowed.</summary>
    public bool Open { get; init; }
}
