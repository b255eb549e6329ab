using System.Text.Json;

namespace Bench.Hub.Instances.Processes;

/// <summary>Reads how far a collection is from what a program answers: a JSON object with a member <c>status</c>, however it is spelt.</summary>
internal static class CollectionWords
{
    /// <exception cref="InstanceException">It says nothing that is known.</exception>
    public static CollectionStatus Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var (status, error) = (Member(document, "status"), Member(document, "error"));
            return status?.ToUpperInvariant() switch
            {
                "PENDING" or "QUEUED" or "SCHEDULED" => new(CollectionState.Pending),
                "RUNNING" => new(CollectionState.Running),
                "IDLE" or "DONE" or "COMPLETE" or "COMPLETED" or "SUCCEEDED" => new(
                    CollectionState.Done
                ),
                "FAILED" or "ERROR" or "STOPPED" => new(CollectionState.Failed, error ?? status),
                _ => throw Unknown(text),
            };
        }
        catch (JsonException)
        {
            throw Unknown(text);
        }
    }

    private static string? Member(JsonDocument document, string name)
    {
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            return null;
        }
        foreach (var member in document.RootElement.EnumerateObject())
        {
            if (
                string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase)
                && member.Value.ValueKind == JsonValueKind.String
            )
            {
                return member.Value.GetString();
            }
        }
        return null;
    }

    private static InstanceException Unknown(string text) =>
        new(
            $"it does not say how far the garbage collection is; a JSON object with 'status' was expected, not '{(text.Length > 100 ? text[..100] + "…" : text)}'"
        );
}
