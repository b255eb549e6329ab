using System.CommandLine;
using Bench.Cli.Hubs;
using Bench.Hub.Configuration;
using Bench.Hub.Hydration;

namespace Bench.Cli.Tests.Hubs;

/// <summary>What a command line of <c>bench hub serve</c> comes to.</summary>
/// <param name="Settings">For hub and instances.</param>
/// <param name="Engine">For hydration.</param>
internal sealed record ServedSettings(HubSettings Settings, HydrationOptions Engine)
{
    public static ServedSettings Of(params IReadOnlyList<string> arguments)
    {
        var flags = new HubFlags();
        var command = new Command("serve");
        flags.AddTo(command);
        var parsed = command.Parse(arguments);
        parsed.Errors.ShouldBeEmpty();
        var settings = flags.Read(parsed);
        return new(settings, HubStorage.OptionsOf(settings.Hydration));
    }
}
