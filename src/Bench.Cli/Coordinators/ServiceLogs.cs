using Bench.Host.Logs;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting.Json;

namespace Bench.Cli.Coordinators;

/// <summary>The logs of a service: lines on the console, and a JSON document a line in a file of its state folder.</summary>
internal sealed class ServiceLogs : IDisposable
{
    private const long LargestFile = 64L * 1024 * 1024;
    private const int KeptFiles = 5;
    private readonly Logger _logger;
    private readonly ILoggerFactory _factory;

    private ServiceLogs(Logger logger, RunLogs runs)
    {
        _logger = logger;
        Provider = new SerilogLoggerProvider(logger);
        Runs = runs;
        _factory = LoggerFactory.Create(builder => builder.AddProvider(Provider).AddProvider(runs));
    }

    public ILoggerProvider Provider { get; }

    /// <summary>What is logged of each run, for its bucket.</summary>
    public RunLogs Runs { get; }

    /// <param name="service">Names the file.</param>
    public static ServiceLogs Open(string folder, string service, TimeProvider time) =>
        new(
            new LoggerConfiguration()
                .MinimumLevel.Information()
                .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
                .WriteTo.Console(new CleanConsole(), standardErrorFromLevel: LogEventLevel.Verbose)
                .WriteTo.File(
                    new JsonFormatter(renderMessage: true),
                    Path.Combine(folder, "logs", $"{service}.jsonl"),
                    fileSizeLimitBytes: LargestFile,
                    rollOnFileSizeLimit: true,
                    retainedFileCountLimit: KeptFiles,
                    shared: false
                )
                .CreateLogger(),
            new RunLogs(LogRedaction.OfEnvironment(), time)
        );

    public ILogger<T> CreateLogger<T>() => _factory.CreateLogger<T>();

    public void Dispose()
    {
        Provider.Dispose();
        _factory.Dispose();
        _logger.Dispose();
    }
}
