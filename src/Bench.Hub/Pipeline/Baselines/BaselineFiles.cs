using System.Text;
using Bench.Hub.Files;
using Bench.Hub.Pipeline.Files;
using Bench.Model.Hub;
using Bench.Model.Json;

namespace Bench.Hub.Pipeline.Baselines;

/// <summary>Files that stand right in a baseline's place beside the backend's data.</summary>
internal static class BaselineFiles
{
    /// <summary>What seeding put there: <see cref="Bench.Model.Hub.HubPreserved"/> before it is preserved.</summary>
    public const string Seeded = "seeded.json";

    public const string Preserved = "preserved.json";
    public const string ReadMe = "README.txt";

    /// <summary>Stands there while the data comes; its text says how.</summary>
    public const string Unfinished = "unfinished.txt";

    /// <summary>Of data that is copied: it may be less than all.</summary>
    public static byte[] ByCopy => "the data here is being copied\n"u8.ToArray();

    /// <summary>Of a place that was moved here as a whole, and is not preserved yet.</summary>
    public static byte[] ByMoveTo(string place) => Encoding.UTF8.GetBytes($"{MovedTo}{place}\n");

    private const string MovedTo = "all of the data was moved to ";

    private static readonly string[] Own = [Seeded, Preserved, ReadMe, Unfinished, Trees.Mark];

    /// <summary>They are no data of the backend's.</summary>
    public static IReadOnlySet<string> All { get; } =
        new HashSet<string>(
            [.. Own, .. Own.Select(name => name + WholeFile.Suffix)],
            StringComparer.Ordinal
        );

    /// <summary>Whether a stage wrote this <see cref="Unfinished"/>, for whatever place.</summary>
    public static bool IsUnfinished(byte[]? content)
    {
        if (content is null)
        {
            return false;
        }
        var text = Encoding.UTF8.GetString(content);
        return content.AsSpan().SequenceEqual(ByCopy)
            || (
                text.StartsWith(MovedTo, StringComparison.Ordinal)
                && text.IndexOf('\n', StringComparison.Ordinal) == text.Length - 1
            );
    }

    /// <summary>Whether a stage wrote this <see cref="Seeded"/>.</summary>
    public static bool IsSeeded(byte[]? content)
    {
        try
        {
            return content is not null
                && Documents.Read<HubPreserved>(content, Seeded).Baseline is null;
        }
        catch (DocumentException)
        {
            return false;
        }
    }
}
