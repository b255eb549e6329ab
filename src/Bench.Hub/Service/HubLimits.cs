using System.Globalization;
using Bench.Model.Units;

namespace Bench.Hub.Service;

/// <summary>What a provision must not exceed.</summary>
internal sealed class HubLimits(HubOptions options, LocalFolders folders, IHostResources resources)
{
    /// <param name="live">Modules that are here already.</param>
    /// <exception cref="HubRefusedException">One more is too much; the message names the limit.</exception>
    public void Check(int live)
    {
        if (options.InstanceLimit > 0 && live >= options.InstanceLimit)
        {
            throw new HubRefusedException(
                HubRefusal.TooManyInstances,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{live} modules are here, and {options.InstanceLimit} is the limit; deprovision one, or raise --hub-instance-limit"
                )
            );
        }
        if (
            options.LeastFreeMemoryBytes > 0
            && resources.ReadMemory().AvailableBytes is var memory
            && memory < options.LeastFreeMemoryBytes
        )
        {
            throw new HubRefusedException(
                HubRefusal.TooLittleMemory,
                $"{Human.Bytes(memory)} of memory are available, and {Human.Bytes(options.LeastFreeMemoryBytes)} must be; hibernate or deprovision a module, or lower --hub-memory-reserve"
            );
        }
        if (
            options.LeastFreeDiskBytes > 0
            && resources.ReadDisk(folders.Root).Free is var disk
            && disk < options.LeastFreeDiskBytes
        )
        {
            throw new HubRefusedException(
                HubRefusal.TooLittleDisk,
                $"{Human.Bytes(disk)} are free below {folders.Root}, and {Human.Bytes(options.LeastFreeDiskBytes)} must be; deprovision a module, or lower --hub-disk-reserve"
            );
        }
    }
}
