using Bench.Hub.Modules;
using Bench.Hub.Service;
using Bench.Model.Json;
using Microsoft.AspNetCore.Http;

namespace Bench.Hub.Page;

/// <summary>What a table of modules is sorted by.</summary>
public enum ModuleSort
{
    Name,
    State,
    Memory,
    Port,
    Age,
}

/// <summary>What the page was asked to show; it can be asked without script.</summary>
public sealed record PageQuery
{
    public const int RowsOfPage = 500;

    public string Text { get; init; } = "";

    /// <summary>Null for all.</summary>
    public InstanceState? State { get; init; }
    public ModuleSort Sort { get; init; }

    public static PageQuery Of(IQueryCollection query) =>
        new()
        {
            Text = query["q"] is [{ } text] ? text.Trim() : "",
            State =
                query["state"] is [{ } word]
                && EnumWords.TryParse<InstanceState>(word, out var state)
                    ? state
                    : null,
            Sort =
                Enum.TryParse<ModuleSort>(query["sort"], ignoreCase: true, out var sort)
                && Enum.IsDefined(sort)
                    ? sort
                    : ModuleSort.Name,
        };

    /// <summary>The modules asked for, in the order asked for.</summary>
    public IReadOnlyList<ModuleView> Select(IEnumerable<ModuleView> modules)
    {
        var found = modules.Where(module =>
            (State is null || module.State == State)
            && (
                module.ModuleId.Contains(Text, StringComparison.OrdinalIgnoreCase)
                || module.LastError?.Contains(Text, StringComparison.OrdinalIgnoreCase) == true
            )
        );
        return
        [
            .. Sort switch
            {
                ModuleSort.State => found.OrderBy(m => m.State),
                ModuleSort.Memory => found.OrderByDescending(m => m.MemoryBytes ?? -1),
                ModuleSort.Port => found.OrderBy(m => m.Port ?? int.MaxValue),
                ModuleSort.Age => found.OrderBy(m => m.StateSeconds),
                _ => found.OrderBy(m => m.ModuleId, StringComparer.Ordinal),
            },
        ];
    }
}
