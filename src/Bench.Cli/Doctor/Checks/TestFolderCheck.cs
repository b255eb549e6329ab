namespace Bench.Cli.Doctor.Checks;

/// <summary>Whether a test data folder can be written to.</summary>
internal sealed class TestFolderCheck() : HostCheck("test data", "folder")
{
    protected override CheckResult? Look(Patient patient)
    {
        if (patient.TestData is not { } folder || folder.Contains("://", StringComparison.Ordinal))
        {
            return null;
        }
        // A folder that is not there yet is made by the run, in the nearest one that is.
        var nearest = folder;
        while (!Path.Exists(nearest) && Path.GetDirectoryName(nearest) is { } parent)
        {
            nearest = parent;
        }
        var probe = Path.Combine(nearest, $".bench-{Guid.NewGuid():N}");
        try
        {
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return Ok($"{folder} can be written");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failed(
                $"the test data folder {folder} cannot be written: {e.Message}",
                "use another --test-data"
            );
        }
    }
}
