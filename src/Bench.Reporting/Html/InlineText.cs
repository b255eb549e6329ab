using System.Security.Cryptography;
using System.Text;

namespace Bench.Reporting.Html;

/// <summary>Text that stands inside of <c>script</c> elements, where entities are not read.</summary>
internal static class InlineText
{
    /// <summary>
    /// Makes a script safe to stand in a page: <c>&lt;/script</c> and <c>&lt;!--</c>, which occur only within its
    /// strings and regular expressions, are written with a backslash that means nothing there.
    /// </summary>
    public static string Script(string code) =>
        code.Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase)
            .Replace("<!--", "<\\!--", StringComparison.Ordinal);

    /// <summary>Makes JSON safe to stand in a page.</summary>
    public static string Json(string json) =>
        json.Replace("</", "<\\/", StringComparison.Ordinal)
            .Replace("<!--", "\\u003C!--", StringComparison.Ordinal);

    /// <summary>The source expression by which a Content-Security-Policy allows exactly this script.</summary>
    public static string HashSource(string script) =>
        $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'";
}
