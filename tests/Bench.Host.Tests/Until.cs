namespace Bench.Host.Tests;

/// <summary>Waits for a condition, and fails the test if it does not come true.</summary>
internal static class Until
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static async Task TrueAsync(Func<bool> condition, string what)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(begun) > Limit)
                Assert.Fail($"never came true: {what}");
            await Task.Delay(5);
        }
    }

    public static async Task<string> TextAsync(string path)
    {
        await TrueAsync(
            () => File.Exists(path) && new FileInfo(path).Length > 0,
            $"text in {path}"
        );
        return await File.ReadAllTextAsync(path);
    }
}
