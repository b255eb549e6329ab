using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Bench.Model.Names;

/// <summary>Run, VM and client ids: <c>[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?</c>, so that they can stand in any key, host name or label.</summary>
public static partial class Identifier
{
    /// <summary>The rule in words, for error messages.</summary>
    public const string Rule =
        "1 to 63 of a-z, 0-9 and '-', beginning and ending with a letter or digit";

    public static bool IsValid(string text) => Pattern().IsMatch(text);

    /// <summary>
    /// The id for a host name that is not one itself (<c>VM_1.example.org</c>): lower case, other characters become
    /// '-', and a short digest of the original keeps two names apart that would otherwise become equal.
    /// </summary>
    public static string Map(string hostName)
    {
        if (IsValid(hostName))
        {
            return hostName;
        }
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(hostName)))[
            ..8
        ];
        var plain = Others().Replace(hostName.ToLowerInvariant(), "-").Trim('-');
        plain = plain.Length > 54 ? plain[..54].Trim('-') : plain;
        return plain.Length == 0 ? $"vm-{digest}" : $"{plain}-{digest}";
    }

    [GeneratedRegex(
        @"\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Pattern();

    [GeneratedRegex(
        "[^a-z0-9]+",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Others();
}
