using System.Text.Json;
using System.Text.Json.Serialization;
using Bench.Host.Processes;
using Bench.Hub.Modules;

namespace Bench.Hub.Service;

/// <summary>Which hub this is, and the how-manieth process of it: by both its instances are told from all others.</summary>
internal sealed record HubIdentity
{
    public const string CurrentSchema = "bench.hub/1";

    /// <summary>The variable in the environment of instances.</summary>
    public const string Variable = "BENCH_HUB_OWNER";

    public string Schema { get; init; } = CurrentSchema;

    /// <summary>Of the data folder, for ever.</summary>
    public required string HubId { get; init; }

    /// <summary>Counts the hubs that used the folder.</summary>
    public required long Start { get; init; }

    /// <summary>Reads who was here before, and writes who is now. The folder's lock must be held.</summary>
    public static HubIdentity Next(LocalFolders folders)
    {
        var before = Read(folders.IdentityFile);
        var now = new HubIdentity
        {
            HubId = before?.HubId ?? Guid.NewGuid().ToString("N"),
            Start = (before?.Start ?? 0) + 1,
        };
        var beside = folders.IdentityFile + ".new";
        File.WriteAllBytes(
            beside,
            JsonSerializer.SerializeToUtf8Bytes(now, HubIdentityJson.Default.HubIdentity)
        );
        File.Move(beside, folders.IdentityFile, overwrite: true);
        return now;
    }

    public IReadOnlyDictionary<string, string?> MarksOf(ModuleId module) =>
        new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [Variable] = new OwnerMark(HubId, module.ToString(), Start).ToString(),
        };

    /// <summary>Ends the processes of this hub's instances that earlier ones left.</summary>
    public Task<OwnedProcessesEnded> EndOrphansAsync(TimeProvider time, TimeSpan grace) =>
        OwnedProcesses.EndAsync(
            mark => string.Equals(mark.Run, HubId, StringComparison.Ordinal) && mark.Epoch < Start,
            time,
            grace,
            Variable
        );

    private static HubIdentity? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(
                File.ReadAllBytes(path),
                HubIdentityJson.Default.HubIdentity
            );
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (JsonException e)
        {
            throw new HubStartException(
                $"{path} cannot be read: {e.Message}; restore it, or remove it when no instance of this hub runs any more"
            );
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HubIdentity))]
internal sealed partial class HubIdentityJson : JsonSerializerContext;
