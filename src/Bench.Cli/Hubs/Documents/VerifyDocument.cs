using Bench.Hub.Verifying;

namespace Bench.Cli.Hubs.Documents;

/// <summary>What <c>bench hub verify --json</c> prints.</summary>
internal sealed record VerifyDocument
{
    public const string SchemaName = "bench.hub-verify/1";

    public required string Schema { get; init; }

    /// <summary>The store's URI.</summary>
    public required string Store { get; init; }

    /// <summary>Whether there is no problem.</summary>
    public required bool Whole { get; init; }

    /// <summary>Whether all bytes were read and hashed; otherwise lengths were compared.</summary>
    public required bool ContentRead { get; init; }

    /// <summary>Modules that have a state, the files in the states that count, and their bytes.</summary>
    public required int Modules { get; init; }
    public required long Files { get; init; }
    public required long FileBytes { get; init; }

    /// <summary>Content objects that these name, and their bytes.</summary>
    public required long Objects { get; init; }
    public required long Bytes { get; init; }

    /// <summary>Content objects that none of them names.</summary>
    public required long OrphanObjects { get; init; }
    public required long OrphanBytes { get; init; }

    /// <summary>Dehydrations that run, or that were killed.</summary>
    public required int Sessions { get; init; }

    /// <summary>Each names module and key.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    public static VerifyDocument Of(string store, bool contentRead, VerifyResult found) =>
        new()
        {
            Schema = SchemaName,
            Store = store,
            Whole = found.Problems.Count == 0,
            ContentRead = contentRead,
            Modules = found.Modules,
            Files = found.Files,
            FileBytes = found.FileBytes,
            Objects = found.Objects,
            Bytes = found.Bytes,
            OrphanObjects = found.OrphanObjects,
            OrphanBytes = found.OrphanBytes,
            Sessions = found.Sessions,
            Problems = found.Problems,
        };
}
