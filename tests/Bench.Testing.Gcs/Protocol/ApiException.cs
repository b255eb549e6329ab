using System.Text.Json.Nodes;

namespace Bench.Testing.Gcs.Protocol;

/// <summary>An error as the JSON API tells it.</summary>
internal sealed class ApiException(int status, string reason, string message) : Exception(message)
{
    public int Status { get; } = status;

    public Reply ToReply() =>
        Reply.Json(
            Status,
            new JsonObject
            {
                ["error"] = new JsonObject
                {
                    ["code"] = Status,
                    ["message"] = Message,
                    ["errors"] = new JsonArray(
                        new JsonObject
                        {
                            ["message"] = Message,
                            ["domain"] = "global",
                            ["reason"] = reason,
                        }
                    ),
                },
            }
        );

    public static ApiException Invalid(string message) => new(400, "invalid", message);

    public static ApiException Required() =>
        new(401, "required", "Anonymous caller does not have storage access to the resource.");

    public static ApiException InvalidCredentials() => new(401, "authError", "Invalid Credentials");

    public static ApiException NoBucket() =>
        new(404, "notFound", "The specified bucket does not exist.");

    public static ApiException NoObject(string bucket, string name) =>
        new(404, "notFound", $"No such object: {bucket}/{name}");

    public static ApiException NoUpload() => new(404, "notFound", "Upload session not found.");

    public static ApiException Condition() =>
        new(
            412,
            "conditionNotMet",
            "At least one of the pre-conditions you specified did not hold."
        );

    public static ApiException Conflict() =>
        new(
            409,
            "conflict",
            "Your previous request to create the named bucket succeeded and you already own it."
        );

    public static ApiException WrongHash(string sent, string computed) =>
        Invalid($"Provided CRC32C \"{sent}\" doesn't match calculated CRC32C \"{computed}\".");
}
