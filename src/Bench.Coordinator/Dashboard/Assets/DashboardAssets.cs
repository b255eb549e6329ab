using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Bench.Web.Assets;

namespace Bench.Coordinator.Dashboard.Assets;

/// <summary>A file that pages load.</summary>
/// <param name="Tag">Names its content, so that browsers need not load it twice.</param>
internal sealed record DashboardAsset(string ContentType, byte[] Content, string Tag);

/// <summary>All files that pages load; they are part of the program.</summary>
internal static class DashboardAssets
{
    private static readonly FrozenDictionary<string, DashboardAsset> All = Load();

    public static DashboardAsset? Find(string name) => All.GetValueOrDefault(name);

    private static FrozenDictionary<string, DashboardAsset> Load()
    {
        var assembly = typeof(DashboardAssets).Assembly;
        var own = assembly
            .GetManifestResourceNames()
            .Where(name => TypeOf(name) is not null)
            .Select(name => (Name: name, Text: ReadOwn(name)));
        (string, string)[] libraries =
        [
            (WebAssets.Plot, WebAssets.Read(WebAssets.Plot)),
            (WebAssets.PlotStyle, WebAssets.Read(WebAssets.PlotStyle)),
            (WebAssets.PlotLicence, WebAssets.Read(WebAssets.PlotLicence)),
        ];
        return own.Concat(libraries)
            .ToFrozenDictionary(
                pair => pair.Item1,
                pair => Asset(pair.Item1, Encoding.UTF8.GetBytes(pair.Item2)),
                StringComparer.Ordinal
            );
    }

    private static string ReadOwn(string name)
    {
        using var stream = typeof(DashboardAssets).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static DashboardAsset Asset(string name, byte[] content) =>
        new(
            TypeOf(name)!,
            content,
            $"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}\""
        );

    private static string? TypeOf(string name) =>
        Path.GetExtension(name) switch
        {
            ".js" => "text/javascript; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".LICENSE" => "text/plain; charset=utf-8",
            _ => null,
        };
}
