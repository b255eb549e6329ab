using System.Globalization;
using Bench.Cli.Output;
using Serilog.Events;
using Serilog.Formatting;

namespace Bench.Cli.Coordinators;

/// <summary>Log lines for a terminal: what comes from workers and buckets cannot drive it.</summary>
internal sealed class CleanConsole : ITextFormatter
{
    public void Format(LogEvent logEvent, TextWriter output)
    {
        var message = TextTable.Clean(logEvent.RenderMessage(CultureInfo.InvariantCulture));
        var time = logEvent.Timestamp.UtcDateTime.ToString(
            "HH:mm:ss.fff",
            CultureInfo.InvariantCulture
        );
        output.WriteLine($"{time} {logEvent.Level} {message}");
        if (logEvent.Exception is { } error)
        {
            output.WriteLine(TextTable.CleanLines(error.ToString()));
        }
    }
}
