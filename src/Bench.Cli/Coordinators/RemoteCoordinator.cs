using System.CommandLine;
using Bench.Coordinator.LiveChannel;
using Bench.Rpc.Client;

namespace Bench.Cli.Coordinators;

/// <summary>How a verb is told of a coordinator to use instead of the bucket.</summary>
internal sealed class RemoteCoordinator
{
    public const string TokenVariable = "BENCH_TOKEN";

    /// <summary>Snapshots of large runs are large.</summary>
    private const int LargestMessage = 512 * 1024 * 1024;

    private readonly Option<string?> _address = new("--coordinator")
    {
        Description =
            "A coordinator that serves the run, such as http://127.0.0.1:7070; its token comes from BENCH_TOKEN or --token-file.",
    };
    private readonly Option<string?> _tokenFile = new("--token-file")
    {
        Description = "File that holds the token for --coordinator.",
    };
    private readonly ClientTls _tls = new();

    public void AddTo(Command command)
    {
        command.Options.Add(_address);
        command.Options.Add(_tokenFile);
        _tls.AddTo(command);
    }

    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_address) is not null;

    public string Address(ParseResult parsed) => parsed.GetValue(_address)!;

    /// <summary>Does something with the runs of the coordinator that was given.</summary>
    /// <exception cref="UsageException">The address is none, or there is no token.</exception>
    public async Task<int> UseAsync(
        ParseResult parsed,
        TimeProvider time,
        Func<RemoteRuns, Task<int>> use
    )
    {
        var token = Token(parsed);
        using var channel = Open(parsed);
        return await use(new RemoteRuns(channel.As(token), time));
    }

    private RpcChannel Open(ParseResult parsed)
    {
        var text = parsed.GetValue(_address)!;
        if (
            !Uri.TryCreate(text, UriKind.Absolute, out var address)
            || address.Scheme is not ("http" or "https")
        )
        {
            throw new UsageException(
                $"--coordinator {text} is no address; write for example http://127.0.0.1:7070"
            );
        }
        return new RpcChannel(
            new Uri(address.GetLeftPart(UriPartial.Authority)),
            _tls.Read(parsed).ApplyTo(new RpcChannelOptions { MaxReceiveBytes = LargestMessage })
        );
    }

    private string Token(ParseResult parsed)
    {
        var token = parsed.GetValue(_tokenFile) is { } file
            ? File.ReadAllText(file).Trim()
            : Environment.GetEnvironmentVariable(TokenVariable);
        return string.IsNullOrEmpty(token)
            ? throw new UsageException(
                $"--coordinator needs a token: set {TokenVariable}, or give --token-file FILE; 'bench coordinator token' makes one"
            )
            : token;
    }
}
