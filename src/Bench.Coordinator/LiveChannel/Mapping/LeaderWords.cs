using System.Globalization;
using System.Text.RegularExpressions;
using Bench.Model.Decisions;

namespace Bench.Coordinator.LiveChannel.Mapping;

/// <summary>A coordinator as the channel names it, in words.</summary>
internal static partial class LeaderWords
{
    /// <summary>Null for words of another form.</summary>
    public static CoordinatorIdentity? Parse(string words)
    {
        var match = Words().Match(words);
        return match.Success
            ? new CoordinatorIdentity
            {
                Id = "",
                HostName = match.Groups["host"].Value,
                ProcessId = int.Parse(match.Groups["process"].Value, CultureInfo.InvariantCulture),
            }
            : null;
    }

    [GeneratedRegex(
        @"\Aprocess (?<process>[0-9]{1,9}) on (?<host>.+)\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Words();
}
