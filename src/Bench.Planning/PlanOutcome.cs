using Bench.Model.Runs;
using Bench.Planning.Problems;

namespace Bench.Planning;

/// <param name="Config">The run; absent if there is any error.</param>
/// <param name="Problems">Everything that was found: by file in the order of the inputs, then by line.</param>
public sealed record PlanOutcome(RunConfig? Config, IReadOnlyList<Problem> Problems);
