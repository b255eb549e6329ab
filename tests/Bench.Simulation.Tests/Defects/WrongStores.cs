using System.Text;
using Bench.Storage;

namespace Bench.Simulation.Tests.Defects;

/// <summary>Everybody who creates wins, and the last one's object stays.</summary>
internal sealed class EverybodyWins(IObjectStore inner, string part) : StoreDefect(inner)
{
    public override async Task<bool> TryCreateAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    )
    {
        if (await base.TryCreateAsync(key, content, cancel))
        {
            return true;
        }
        if (!key.Contains(part, StringComparison.Ordinal))
        {
            return false;
        }
        await PutAsync(key, content, cancel);
        return true;
    }
}

/// <summary>Says of some creates that they were done, and does nothing.</summary>
internal sealed class NeverCreated(IObjectStore inner, Func<string, string, bool> which)
    : StoreDefect(inner)
{
    public override Task<bool> TryCreateAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    ) =>
        which(key, Encoding.UTF8.GetString(content.Span))
            ? Task.FromResult(true)
            : base.TryCreateAsync(key, content, cancel);
}

/// <summary>Does not see some objects.</summary>
internal sealed class Blind(IObjectStore inner, Func<string, bool> to) : StoreDefect(inner)
{
    public override Task<byte[]?> GetAsync(string key, CancellationToken cancel) =>
        to(key) ? Task.FromResult<byte[]?>(null) : base.GetAsync(key, cancel);

    public override Task<Stream?> OpenAsync(string key, CancellationToken cancel) =>
        to(key) ? Task.FromResult<Stream?>(null) : base.OpenAsync(key, cancel);
}

/// <summary>Writes something else than it was given.</summary>
internal sealed class Forger(IObjectStore inner, Func<string, string, string> forge)
    : StoreDefect(inner)
{
    public override Task<bool> TryCreateAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    ) =>
        base.TryCreateAsync(
            key,
            Encoding.UTF8.GetBytes(forge(key, Encoding.UTF8.GetString(content.Span))),
            cancel
        );
}

/// <summary>Some creates fail each time.</summary>
internal sealed class NeverThere(IObjectStore inner, string part) : StoreDefect(inner)
{
    public override Task<bool> TryCreateAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    ) =>
        key.Contains(part, StringComparison.Ordinal)
            ? Task.FromException<bool>(
                new StoreException(StoreError.Unavailable, key, "it is down", "wait")
            )
            : base.TryCreateAsync(key, content, cancel);
}
