using System.CommandLine;
using Bench.Fleet.Local;
using Bench.Host.Processes;
using Bench.Hub.Driving;
using Bench.Hub.Pipeline.Stages;

namespace Bench.Cli.Hubs;

/// <summary>Which hub a stage drives: Bench's own, another program of the same HTTP interface, or one that runs already.</summary>
internal sealed class DrivenHubOptions
{
    private readonly Option<string?> _command = new("--hub-command")
    {
        Description =
            "Start this hub instead of Bench's own, with {port}, {data_dir} and {flags} filled in, as in 'zenserver hub --port {port} --data-dir {data_dir} {flags}'.",
    };
    private readonly Option<string?> _url = new("--hub-url")
    {
        Description =
            "Use the hub that answers there already; its settings are its own, and --hub-data-dir must be its data folder.",
    };
    private readonly Option<int?> _provisionThreads = new("--hub-instance-provision-threads")
    {
        Description = "Passed on to the hub.",
    };
    private readonly Option<int?> _hydrationThreads = new("--hub-hydration-threads")
    {
        Description = "Passed on to the hub.",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_command);
        command.Options.Add(_url);
        command.Options.Add(_provisionThreads);
        command.Options.Add(_hydrationThreads);
    }

    /// <summary>Whether the hub was there before the stage.</summary>
    public bool IsRunning(ParseResult parsed) => parsed.GetValue(_url) is not null;

    public StageContext Context(ParseResult parsed, TimeProvider time, Action<string> say) =>
        new()
        {
            Hub = Source(parsed, time),
            Origin = new HubOrigin
            {
                Command = parsed.GetValue(_command) is { } template
                    ? RecordedCommand.Of(template)
                    : null,
                Url = Address(parsed)?.GetLeftPart(UriPartial.Authority),
            },
            Time = time,
            BenchVersion = BenchVersion.Current,
            ProvisionThreads = parsed.GetValue(_provisionThreads),
            HydrationThreads = parsed.GetValue(_hydrationThreads),
            Say = say,
        };

    private IHubSource Source(ParseResult parsed, TimeProvider time)
    {
        var template = parsed.GetValue(_command);
        if (Address(parsed) is { } address)
        {
            return template is null
                ? new RunningHub(address)
                : throw new UsageException("--hub-command and --hub-url: give one of them");
        }
        return new StartedHub(CommandOf(template), new ProcessRunner(time), time);
    }

    /// <summary>Where a hub answers already; it asks nobody who he is, so an address with credentials is a mistake.</summary>
    private Uri? Address(ParseResult parsed)
    {
        if (parsed.GetValue(_url) is not { } url)
        {
            return null;
        }
        if (
            !Uri.TryCreate(url, UriKind.Absolute, out var address)
            || address.Scheme is not ("http" or "https")
        )
        {
            throw new UsageException(
                $"--hub-url {RecordedCommand.Of(url)} is no address; write it as in http://127.0.0.1:8558"
            );
        }
        return address.UserInfo.Length == 0
            ? new Uri(address, "/")
            : throw new UsageException(
                "--hub-url holds credentials, which no hub asks for; write it as in http://127.0.0.1:8558"
            );
    }

    private static HubCommand CommandOf(string? template)
    {
        if (template is null)
        {
            var self = SelfCommand.Current;
            return HubCommand.Own([self.FileName, .. self.Arguments]);
        }
        try
        {
            return HubCommand.Parse(template);
        }
        catch (FormatException e)
        {
            throw new UsageException($"--hub-command {e.Message}");
        }
    }
}
