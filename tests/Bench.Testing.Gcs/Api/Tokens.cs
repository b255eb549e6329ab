using System.Text.Json.Nodes;
using Bench.Testing.Gcs.Protocol;

namespace Bench.Testing.Gcs.Api;

/// <summary>Google's token server and metadata server, as far as credentials need them.</summary>
internal static class Tokens
{
    public const string ServiceAccount = "token-of-service-account";
    public const string User = "token-of-user";
    public const string MetadataServer = "token-of-metadata-server";

    public static Reply OfGrant(string form) =>
        Token(form.Contains("refresh_token", StringComparison.Ordinal) ? User : ServiceAccount);

    public static Reply OfMetadata(IReadOnlyList<string> segments)
    {
        var reply = segments[^1] is "token" ? Token(MetadataServer) : Reply.Empty(200);
        reply.Headers["Metadata-Flavor"] = "Google";
        return reply;
    }

    private static Reply Token(string token) =>
        Reply.Json(
            200,
            new JsonObject
            {
                ["access_token"] = token,
                ["expires_in"] = 3600,
                ["token_type"] = "Bearer",
            }
        );
}
