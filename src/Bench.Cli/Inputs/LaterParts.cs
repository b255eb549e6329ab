using System.CommandLine;

namespace Bench.Cli.Inputs;

/// <summary>Options of the old tool's command line that need a part that this version does not have yet.</summary>
internal sealed class LaterParts
{
    private readonly Option<string?> _instanceGroup = Named(
        "--instance-group",
        "Instance group whose VMs run workers."
    );
    private readonly Option<string?> _executorVm = Named(
        "--executor-vm",
        "A single VM that runs the worker."
    );

    /// <summary>Accepted and kept for command lines that have them; without a fleet of VMs they mean nothing.</summary>
    private readonly Option<string?> _zone = Named(
        "--zone",
        "Zone of the VMs (used with --instance-group)."
    );
    private readonly Option<string?> _project = Named(
        "--project",
        "Project of the VMs (used with --instance-group)."
    );

    public void AddTo(Command command)
    {
        command.Options.Add(_instanceGroup);
        command.Options.Add(_executorVm);
        command.Options.Add(_zone);
        command.Options.Add(_project);
    }

    /// <summary>Says what needs a later part, all of it at once.</summary>
    public void Check(ParseResult parsed)
    {
        var asked = new[] { _instanceGroup, _executorVm }
            .Where(o => parsed.GetValue(o) is not null)
            .ToList();
        if (asked.Count > 0)
        {
            throw new UsageException(
                $"{string.Join(" and ", asked.Select(o => o.Name))} needs workers on VMs, which this version cannot "
                    + "start yet; use --workers N for workers on this machine, or start 'bench worker --run RUN --vm NAME' "
                    + "on the VMs by hand after 'bench run --workers 0'"
            );
        }
    }

    private static Option<string?> Named(string name, string description) =>
        new(name) { Description = description };
}
