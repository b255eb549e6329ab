namespace Bench.Worker.Iterations;

/// <summary>Small helpers for folders that the worker itself made.</summary>
internal static class Folders
{
    public static void DeleteIfThere(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing was made, so nothing is left.
        }
    }
}
