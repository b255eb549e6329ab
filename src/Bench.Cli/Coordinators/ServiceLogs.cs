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
    private readonly SerilogLoggerFactory _factory;

    private ServiceLogs(Logger logger)
    {
        _logger = logger;
        Provider = new SerilogLoggerProvider(logger);
        _factory = new SerilogLoggerFactory(logger);
    }

    public ILoggerProvider Provider { get; }

    /// <param name="service">Names the file.</param>
    public static ServiceLogs Open(string folder, string service) =>
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
                .CreateLogger()
        );

    public ILogger<T> CreateLogger<T>() => _factory.CreateLogger<T>();

    public void Dispose()
    {
        Provider.Dispose();
        _factory.Dispose();
        _logger.Dispose();
    }
}
