using System.Diagnostics.CodeAnalysis;

namespace Bench.EndToEnd.Tests.Harness;

/// <summary>Waits for a condition, and fails the test if it does not come true in time.</summary>
internal static class Until
{
    /// <summary>Generous: a limit that is reached is a failure, never a way to go on.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    public static async Task TrueAsync(Func<bool> condition, string what, Func<string>? more = null)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(begun) > Limit)
            {
                Assert.Fail($"never came true: {what}\n{more?.Invoke()}");
            }
            await Task.Delay(Look);
        }
    }

    /// <summary>The first value that is there.</summary>
    public static async Task<T> ThereAsync<T>(Func<T?> look, string what, Func<string>? more = null)
        where T : class
    {
        T? found = null;
        await TrueAsync(() => (found = look()) is not null, what, more);
        return Found(found);
    }

    private static T Found<T>([NotNull] T? value)
        where T : class => value ?? throw new InvalidOperationException("Nothing was found.");
}
