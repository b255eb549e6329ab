using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Bench.Coordinator.Hosting;
using Bench.Host.Logs;
using Microsoft.Extensions.Logging;

namespace Bench.Cli.Coordinators;

/// <summary>
/// Collects what is logged of each run, as the same documents that a service's own file has: of others' runs nothing
/// gets into a run's bucket. Without the machinery of a log, as every run has one.
/// </summary>
internal sealed class RunLogs(LogRedaction redaction, TimeProvider time)
    : IRunLogs,
        ILoggerProvider,
        ILoggerFactory,
        ILogger
{
    /// <summary>The property that names the run.</summary>
    private const string Run = "Run";

    /// <summary>What is kept of a run; older lines are left out, and the first line says so.</summary>
    private const int MaxChars = 1 << 20;
    private const string LeftOut =
        """{"Level":"Information","RenderedMessage":"(earlier lines left out)"}""";

    private readonly ConcurrentDictionary<string, Kept> _runs = new(StringComparer.Ordinal);

    public byte[]? News(string runId)
    {
        if (!_runs.TryGetValue(runId, out var kept))
        {
            return null;
        }
        lock (kept)
        {
            if (!kept.IsNew)
            {
                return null;
            }
            kept.IsNew = false;
            return Encoding.UTF8.GetBytes(kept.IsCut ? $"{LeftOut}\n{kept.Text}" : $"{kept.Text}");
        }
    }

    public void Forget(string runId) => _runs.TryRemove(runId, out _);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) =>
        throw new InvalidOperationException("It writes to no other log.");

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (
            !IsEnabled(logLevel)
            || state is not IReadOnlyList<KeyValuePair<string, object?>> properties
            || properties.FirstOrDefault(one => one.Key == Run).Value is not string run
        )
        {
            return;
        }
        var line = LogLine.Write(
            time.GetUtcNow(),
            WordOf(logLevel),
            formatter(state, exception),
            properties.Select(one =>
                (one.Key, Convert.ToString(one.Value, CultureInfo.InvariantCulture) ?? "")
            ),
            exception,
            redaction
        );
        var kept = _runs.GetOrAdd(run, static _ => new Kept());
        lock (kept)
        {
            kept.Add(line);
        }
    }

    public void Dispose() => _runs.Clear();

    /// <summary>As Serilog names it.</summary>
    private static string WordOf(LogLevel level) =>
        level == LogLevel.Critical ? "Fatal" : level.ToString();

    private sealed class Kept
    {
        public StringBuilder Text { get; } = new();

        public bool IsCut { get; private set; }

        public bool IsNew { get; set; }

        public void Add(string line)
        {
            Text.Append(line).Append('\n');
            IsNew = true;
            if (Text.Length <= MaxChars)
            {
                return;
            }
            var half = Text.ToString(Text.Length - (MaxChars / 2), MaxChars / 2);
            // From the begin of a line on.
            Text.Clear().Append(half.AsSpan(half.IndexOf('\n', StringComparison.Ordinal) + 1));
            IsCut = true;
        }
    }
}
