namespace Bench.Rpc.Tests.Servers;

/// <summary>Times that nothing here takes unless it is broken.</summary>
internal static class Bounds
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static CancellationToken Token() => new CancellationTokenSource(Limit).Token;

    public static Task Bounded(this Task task) => task.WaitAsync(Limit);

    public static Task<T> Bounded<T>(this Task<T> task) => task.WaitAsync(Limit);

    /// <summary>Looks again and again until something is so.</summary>
    public static async Task UntilAsync(Func<bool> isSo, string what)
    {
        var end = Token();
        while (!isSo())
        {
            if (end.IsCancellationRequested)
            {
                Assert.Fail($"not within {Limit.TotalSeconds:0} s: {what}");
            }
            await Task.Delay(5);
        }
    }
}
