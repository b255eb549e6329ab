using Bench.Hub.Making;

namespace Bench.Cli.Hubs.Documents;

/// <summary>What <c>bench hub make-modules --json</c> prints.</summary>
internal sealed record MadeDocument
{
    public const string SchemaName = "bench.hub-make-modules/1";

    public required string Schema { get; init; }
    public required string Folder { get; init; }
    public required int Modules { get; init; }

    /// <summary>Files that were written, and their bytes.</summary>
    public required long Files { get; init; }
    public required long Bytes { get; init; }
    public required double Seconds { get; init; }

    public static MadeDocument Of(string folder, MadeModules made, double seconds) =>
        new()
        {
            Schema = SchemaName,
            Folder = Path.GetFullPath(folder),
            Modules = made.Modules,
            Files = made.Files,
            Bytes = made.Bytes,
            Seconds = seconds,
        };
}
