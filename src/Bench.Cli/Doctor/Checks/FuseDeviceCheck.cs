using Bench.Mounts;

namespace Bench.Cli.Doctor.Checks;

/// <summary>Whether this user can make FUSE mounts.</summary>
internal sealed class FuseDeviceCheck() : HostCheck("host", "fuse")
{
    private const string Device = "/dev/fuse";

    protected override CheckResult? Look(Patient patient)
    {
        if (patient.Mount is { } name && MountKinds.Find(name) is not { Schemes.Count: > 0 })
        {
            return null;
        }
        var needed = patient.Mount is not null;
        if (!File.Exists(Device))
        {
            return Missing(
                needed,
                $"there is no {Device}",
                "load the kernel module 'fuse'; in a container pass the device in"
            );
        }
        try
        {
            using var file = new FileStream(Device, FileMode.Open, FileAccess.ReadWrite);
            return Ok($"{Device} can be opened");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Missing(
                needed,
                $"{Device} cannot be opened: {e.Message}",
                "run as root, or give this user read and write rights on it"
            );
        }
    }
}
