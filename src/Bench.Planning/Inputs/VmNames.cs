using Bench.Model.Names;
using Bench.Model.Runs;

namespace Bench.Planning.Inputs;

/// <summary>Makes VMs of host names.</summary>
public static class VmNames
{
    /// <summary>The VM of a host: its name where that is an id, else the id that it is mapped to beside it.</summary>
    public static VmSpec OfHost(string hostName)
    {
        var id = Identifier.Map(hostName);
        return new VmSpec
        {
            Name = id,
            HostName = string.Equals(id, hostName, StringComparison.Ordinal) ? null : hostName,
        };
    }
}
