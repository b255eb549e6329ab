using System.Net;

namespace Bench.Coordinator.Security;

/// <summary>
/// Counts failed authentications by address. One with too many is told to wait; right credentials are taken all the
/// same, so nobody is locked out by somebody who shares the address.
/// </summary>
public sealed class FailedTries(TimeProvider time)
{
    public const int Most = 20;
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>Addresses that are remembered; beyond it all that is remembered goes when the window ends.</summary>
    private const int MostAddresses = 4096;
    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, int> _failed = [];
    private long _begin = time.GetTimestamp();

    /// <summary>Counts a failure: whether that address has failed too often.</summary>
    public bool IsTooMany(IPAddress? address)
    {
        var known = address ?? IPAddress.None;
        lock (_gate)
        {
            if (time.GetElapsedTime(_begin) >= Window)
            {
                _failed.Clear();
                _begin = time.GetTimestamp();
            }
            var failed = _failed.GetValueOrDefault(known) + 1;
            if (_failed.Count < MostAddresses || _failed.ContainsKey(known))
            {
                _failed[known] = failed;
                return failed > Most;
            }
            return true;
        }
    }
}
