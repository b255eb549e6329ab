namespace Bench.Cli.Doctor.Checks;

/// <summary>Whether a test data folder can be written to.</summary>
internal sealed class TestFolderCheck() : HostCheck("test data", "folder")
{
    protected override CheckResult? Look(Patient patient)
    {
        if (
            patient.TestData is not { } folder
            || folder.Contains("://", StringComparison.Ordinal)
        )
        {
            return null;
        }
        var probe = Path.Combine(folder, $".bench-{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(folder);
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
