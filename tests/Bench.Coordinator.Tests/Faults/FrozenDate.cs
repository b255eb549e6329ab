namespace Bench.Coordinator.Tests.Faults;

/// <summary>A clock whose date stands still, so that no record tells when it was made. Time passes as it does.</summary>
internal sealed class FrozenDate : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
}
