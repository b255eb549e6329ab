using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Bench.Web.Assets;
using Bench.Web.Security;
using Microsoft.AspNetCore.Http;

namespace Bench.Web.Pages;

/// <summary>The files that a service's pages load: its own, and those that all pages share.</summary>
/// <param name="own">The assembly that holds the service's own.</param>
/// <param name="shared">Names of <see cref="WebAssets"/>.</param>
public sealed class PageAssets(Assembly own, IEnumerable<string> shared)
{
    private readonly FrozenDictionary<string, Asset> _all = own.GetManifestResourceNames()
        .Where(name => TypeOf(name) is not null)
        .Select(name => (Name: name, Text: Read(own, name)))
        .Concat(shared.Select(name => (Name: name, Text: WebAssets.Read(name))))
        .ToFrozenDictionary(
            pair => pair.Name,
            pair => Asset.Of(TypeOf(pair.Name)!, Encoding.UTF8.GetBytes(pair.Text)),
            StringComparer.Ordinal
        );

    /// <summary>Writes the file, unless the browser has it; 404 for one that is not there.</summary>
    public async Task WriteAsync(HttpContext context, string name)
    {
        var response = context.Response;
        if (!_all.TryGetValue(name, out var asset))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        PageHeaders.Set(response, PageHeaders.Files);
        response.Headers.CacheControl = "no-cache";
        response.Headers.ETag = asset.Tag;
        if (context.Request.Headers.IfNoneMatch is [{ } known] && known == asset.Tag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        response.ContentType = asset.ContentType;
        await response.Body.WriteAsync(asset.Content, context.RequestAborted);
    }

    private static string Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static string? TypeOf(string name) =>
        Path.GetExtension(name) switch
        {
            ".js" => "text/javascript; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".LICENSE" => "text/plain; charset=utf-8",
            _ => null,
        };

    /// <param name="Tag">Names its content, so that browsers need not load it twice.</param>
    private sealed record Asset(string ContentType, byte[] Content, string Tag)
    {
        public static Asset Of(string contentType, byte[] content) =>
            new(
                contentType,
                content,
                $"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}\""
            );
    }
}
