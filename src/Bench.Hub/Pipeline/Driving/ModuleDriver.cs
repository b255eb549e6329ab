using System.Collections.Concurrent;
using Bench.Hub.Driving;

namespace Bench.Hub.Pipeline.Driving;

/// <summary>Asks a hub for one operation on many modules, and waits until each has arrived or failed.</summary>
public sealed class ModuleDriver(IHubHandle hub, TimeProvider time)
{
    /// <summary>Requests in flight: enough for every hub, also one that answers when it is done.</summary>
    private const int InFlight = 64;

    /// <summary>Between two looks, which bounds how exactly an end is seen.</summary>
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromMilliseconds(10);

    /// <summary>A look at thousands of modules costs the hub something: it gets at most this share of its time.</summary>
    private const int LookShare = 10;

    private const int LooksForEnd = 100;

    /// <summary>Each module in the order in which it was given.</summary>
    /// <exception cref="HubDriveException">The hub is gone.</exception>
    public async Task<IReadOnlyList<ModuleTiming>> RunAsync(
        IReadOnlyList<string> modules,
        ModuleOperation operation,
        CancellationToken cancel
    )
    {
        var pass = new Pass(hub, time, operation, modules);
        var asking = pass.AskAllAsync(InFlight, cancel);
        try
        {
            await WatchAsync(pass, cancel);
            await asking;
        }
        catch (HubDriveException)
        {
            await ThrowIfGoneAsync(cancel);
            throw;
        }
        if (pass.Timings.Any(timing => timing.Error is not null))
        {
            await ThrowIfGoneAsync(cancel);
        }
        return pass.Timings;
    }

    private async Task WatchAsync(Pass pass, CancellationToken cancel)
    {
        var poll = ShortestPoll;
        while (!pass.IsDone)
        {
            await Task.Delay(poll, time, cancel);
            var begin = time.GetTimestamp();
            await pass.LookAsync(cancel);
            var look = time.GetElapsedTime(begin) * LookShare;
            poll = look > ShortestPoll ? look : ShortestPoll;
        }
    }

    /// <summary>A hub that is gone fails all that was asked of it: that is told once, with its last words.</summary>
    private async Task ThrowIfGoneAsync(CancellationToken cancel)
    {
        // Its end is seen a moment after it has stopped answering.
        for (var i = 0; i < LooksForEnd && !await hub.Client.IsHealthyAsync(cancel); i++)
        {
            if (hub.WhyGone() is { } gone)
            {
                throw new HubDriveException(gone);
            }
            await Task.Delay(ShortestPoll, time, cancel);
        }
    }

    /// <summary>Seconds for a hub that has accepted an operation to begin with it, where it does not say that it has.</summary>
    private const double Patience = 10;

    private sealed class Pass(
        IHubHandle hub,
        TimeProvider time,
        ModuleOperation operation,
        IReadOnlyList<string> modules
    )
    {
        private readonly long _begin = time.GetTimestamp();
        private readonly ConcurrentDictionary<string, double> _asked = new(StringComparer.Ordinal);
        private readonly ConcurrentDictionary<string, ModuleTiming> _done = new(
            StringComparer.Ordinal
        );

        /// <summary>When the hub had accepted it.</summary>
        private readonly ConcurrentDictionary<string, double> _accepted = new(
            StringComparer.Ordinal
        );

        public bool IsDone => _done.Count == modules.Count;

        public IReadOnlyList<ModuleTiming> Timings => [.. modules.Select(module => _done[module])];

        private double Now => time.GetElapsedTime(_begin).TotalSeconds;

        public Task AskAllAsync(int inFlight, CancellationToken cancel) =>
            Parallel.ForEachAsync(
                modules,
                new ParallelOptions
                {
                    MaxDegreeOfParallelism = inFlight,
                    CancellationToken = cancel,
                },
                async (module, stop) =>
                {
                    _asked[module] = Now;
                    try
                    {
                        await hub.Client.AskAsync(module, operation.Name, stop);
                        _accepted[module] = Now;
                    }
                    catch (HubDriveException e)
                    {
                        End(module, e.Message, null);
                    }
                }
            );

        public async Task LookAsync(CancellationToken cancel)
        {
            if (hub.WhyGone() is { } gone)
            {
                throw new HubDriveException(gone);
            }
            // What is accepted now was accepted before the look: what the look does not show has ended.
            var waiting = _accepted.Keys.Where(module => !_done.ContainsKey(module)).ToList();
            if (waiting.Count == 0)
            {
                return;
            }
            var seen = (await hub.Client.StatusAsync(cancel)).ToDictionary(
                module => module.Module,
                StringComparer.Ordinal
            );
            foreach (var module in waiting)
            {
                await JudgeAsync(module, seen.GetValueOrDefault(module), cancel);
            }
        }

        private async Task JudgeAsync(string module, HubModule? seen, CancellationToken cancel)
        {
            // One that is not listed may have failed and say why by itself.
            seen ??= await hub.Client.ModuleAsync(module, cancel);
            var place = operation.PlaceOf(seen);
            if (place == ModulePlace.Arrived)
            {
                End(module, null, seen);
            }
            else if (
                place == ModulePlace.Failed
                || (place == ModulePlace.Elsewhere && Now - _accepted[module] > Patience)
            )
            {
                End(
                    module,
                    seen?.LastError
                        ?? $"the hub accepted {operation.Name}, and left it {seen?.State ?? "unknown to it"}",
                    seen
                );
            }
        }

        private void End(string module, string? error, HubModule? seen) =>
            _done[module] = new ModuleTiming(module, _asked[module], Now, error, seen);
    }
}
