using System.CommandLine;
using System.Globalization;
using Bench.Cli.Coordinators;
using Bench.Cli.Inputs;
using Bench.Cli.Output;
using Bench.Coordinator.Security;
using Bench.Model.Json;

namespace Bench.Cli.Verbs;

/// <summary><c>bench coordinator token</c>: makes, lists and takes back operators' tokens.</summary>
internal sealed class CoordinatorTokenVerb(TimeProvider time)
{
    private readonly Option<string> _right = new("--right")
    {
        Description = "What the token gives a right to: read or control.",
        DefaultValueFactory = _ => "read",
    };
    private readonly Option<string> _name = new("--name")
    {
        Description = "Whom it is for, as logs and runs will name them.",
        DefaultValueFactory = _ => Environment.UserName,
    };
    private readonly Option<double> _days = new("--expires-days")
    {
        Description = "Days until it is worth nothing; 0 for never.",
        DefaultValueFactory = _ => 90,
    };
    private readonly Option<string?> _revoke = new("--revoke")
    {
        Description = "Takes back the token of this id; it is worth nothing at once.",
    };
    private readonly Option<bool> _list = new("--list") { Description = "Lists all tokens." };
    private readonly Option<string?> _stateDir = ServiceFolder.NewOption();

    public Command Create()
    {
        var command = new VerbCommand(
            "token",
            "Makes a token for an operator and prints it once; only a hash of it is kept.",
            "bench coordinator token --right control --name ci --expires-days 30 > token"
        );
        command.Options.Add(_right);
        command.Options.Add(_name);
        command.Options.Add(_days);
        command.Options.Add(_list);
        command.Options.Add(_revoke);
        command.Options.Add(_stateDir);
        command.SetAction(
            (parsed, _) => UserErrors.GuardAsync(() => Task.FromResult(Run(parsed)), Console.Error)
        );
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var file = ServiceFolder.Operators(ServiceFolder.Of(parsed.GetValue(_stateDir)));
        if (parsed.GetValue(_list))
        {
            List(file);
            return ExitCodes.Done;
        }
        if (parsed.GetValue(_revoke) is { } id)
        {
            return file.Remove(id)
                ? ExitCodes.Done
                : throw new UsageException($"there is no token '{id}'; see --list");
        }
        if (!EnumWords.TryParse<OperatorRight>(parsed.GetValue(_right)!, out var right))
        {
            throw new UsageException(
                $"--right {parsed.GetValue(_right)} is none; write {EnumWords.All<OperatorRight>()}"
            );
        }
        var days = parsed.GetValue(_days);
        if (days is not (>= 0 and <= 36_500))
        {
            throw new UsageException("--expires-days is a number of days, at most 36500, or 0");
        }
        var (token, text) = OperatorTokens.New(
            TextTable.Clean(parsed.GetValue(_name)!),
            right,
            time.GetUtcNow(),
            days > 0 ? TimeSpan.FromDays(days) : null
        );
        file.Add(token);
        Console.WriteLine(text);
        return ExitCodes.Done;
    }

    private void List(OperatorTokenFile file)
    {
        var table = new TextTable(
            ("id", false),
            ("name", false),
            ("right", false),
            ("expires", false)
        );
        foreach (var token in file.Read())
        {
            table.Add(
                token.Id,
                token.Name,
                EnumWords.NameOf(token.Right),
                token.ExpiresAt is not { } at ? "never"
                    : at <= time.GetUtcNow() ? "has expired"
                    : at.ToString("u", CultureInfo.InvariantCulture)
            );
        }
        table.Write(Console.Out);
    }
}
