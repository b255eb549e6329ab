using Bench.Coordinator.Leading;
using Spectre.Console;

namespace Bench.Cli.Output;

/// <summary>Chooses how a run is shown: a live table on a terminal, plain lines elsewhere.</summary>
internal static class Observers
{
    /// <summary>Does the work while it is shown.</summary>
    public static Task<T> ShowAsync<T>(Func<IRunObserver, Task<T>> work, TimeProvider time)
    {
        if (Console.IsOutputRedirected)
        {
            return work(new PlainObserver(Console.Out, time));
        }
        var live = new LiveObserver(AnsiConsole.Console);
        return live.WhileAsync(() => work(live));
    }
}
