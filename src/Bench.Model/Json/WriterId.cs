using System.Security.Cryptography;

namespace Bench.Model.Json;

/// <summary>Makes the random ids by which a create-if-absent recognises its own lost reply.</summary>
public static class WriterId
{
    /// <summary>A new id: 128 random bits in 32 lower-case hex digits.</summary>
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
