using Bench.Host.PageCache;
using Bench.Model.Runs;

namespace Bench.Cli.Doctor.Checks;

/// <summary>Whether the page cache can be dropped. Opening the kernel's file asks for that and drops nothing.</summary>
internal sealed class CacheDropCheck() : HostCheck("host", "cache drop")
{
    protected override CheckResult? Look(Patient patient)
    {
        var needed = patient.Run is { } run && Drops(run) && !run.Options.AllowNotDropped;
        if (patient.Run is { } any && !Drops(any))
        {
            return null;
        }
        try
        {
            using var file = new FileStream(
                PageCacheControl.KernelPath,
                FileMode.Open,
                FileAccess.Write
            );
            return Ok($"{PageCacheControl.KernelPath} can be written");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Missing(
                needed,
                $"cache mode 'drop' needs {PageCacheControl.KernelPath} to be writable: {e.Message}",
                "run as root, use cache mode none or warm, or allow it with --allow-not-dropped"
            );
        }
    }

    private static bool Drops(RunConfig run) =>
        run.Configs.Any(config => (config.Cache ?? run.Options.Cache) == CacheMode.Drop);
}
