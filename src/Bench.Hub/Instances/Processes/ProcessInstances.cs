using Bench.Host;
using Bench.Host.Processes;

namespace Bench.Hub.Instances.Processes;

/// <summary>Instances that are programs of their own.</summary>
public sealed class ProcessInstances(
    InstanceCommand command,
    InstancePorts ports,
    IProcessRunner runner
) : IInstanceKind
{
    private readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
        }
    )
    {
        // Each call has a limit of its own.
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public string Name => "process";

    public Task<IInstance> StartAsync(InstanceStart start, CancellationToken cancel)
    {
        Directory.CreateDirectory(start.DataFolder);
        Directory.CreateDirectory(Path.GetDirectoryName(start.LogFile)!);
        if (File.Exists(start.LogFile))
        {
            // What the one before it said is wanted most after it crashed.
            File.Move(start.LogFile, start.LogFile + ".1", overwrite: true);
        }
        var port = ports.Take(start.WantedPort);
        try
        {
            var running = runner.Start(
                new ProcessSpec(command.Program, command.ArgumentsOf(start, port))
                {
                    Environment = start.Marks,
                    StdoutPath = start.LogFile,
                    StderrPath = start.LogFile,
                }
            );
            return Task.FromResult<IInstance>(
                new ProcessInstance(running, port, command, start.LogFile, _http, ports)
            );
        }
        catch (Exception e)
            when (e
                    is ProgramNotFoundException
                        or ProcessStartException
                        or HostCallException
                        or ArgumentException
            )
        {
            ports.GiveBack(port);
            throw new InstanceException($"it could not be started: {e.Message}", e);
        }
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }
}
