using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Bench.EndToEnd.Tests.Harness;
using Bench.Testing.S3;

namespace Bench.EndToEnd.Tests.Hubs;

/// <summary>
/// An AWS configuration with single sign-on, in a home folder of its own: a profile, the cache of its token, a program
/// <c>aws</c> on the PATH, and the portal that gives the keys of the S3 server for a token that it knows.
/// </summary>
internal sealed class SingleSignOn : IAsyncDisposable
{
    public const string Profile = "sso";
    private const string Session = "corp";
    private const string GoodToken = "token-that-the-portal-knows";

    private readonly Sandbox _sandbox;
    private readonly RgwServer _server;
    private readonly HttpListener _portal;
    private readonly Task _serving;
    private readonly string _logins;

    public SingleSignOn(Sandbox sandbox, RgwServer server)
    {
        (_sandbox, _server) = (sandbox, server);
        _logins = sandbox.Folder("logins");
        (_portal, var port) = Listen();
        _serving = ServeAsync();
        Directory.CreateDirectory(Path.GetDirectoryName(Cache)!);
        File.WriteAllText(
            Path.Combine(sandbox.Folder("home"), ".aws", "config"),
            $"""
            [profile {Profile}]
            sso_session = {Session}
            sso_account_id = 111122223333
            sso_role_name = reader
            region = {server.Region}

            [sso-session {Session}]
            sso_region = {server.Region}
            sso_start_url = https://example.org/start
            sso_registration_scopes = sso:account:access

            [profile keys]
            aws_access_key_id = wrong
            aws_secret_access_key = wrong
            region = {server.Region}

            """
        );
        sandbox.Environment["HOME"] = sandbox.Folder("home");
        sandbox.Environment["AWS_ENDPOINT_URL_SSO"] =
            $"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}";
        foreach (var name in server.ClientEnvironment.Keys)
        {
            sandbox.Environment[name] = null;
        }
        sandbox.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        LoginGives(GoodToken);
    }

    /// <summary>The arguments of each call of <c>aws</c>.</summary>
    public IReadOnlyList<string> Logins => File.Exists(_logins) ? File.ReadAllLines(_logins) : [];

    /// <summary>The file of the SDK's that has the session's token.</summary>
    private string Cache =>
        Path.Combine(
            _sandbox.Folder("home"),
            ".aws",
            "sso",
            "cache",
#pragma warning disable CA5350 // So the SDK names the file.
            $"{Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(Session)))}.json"
#pragma warning restore CA5350
        );

    /// <summary>What the token is before anybody logs in.</summary>
    public void Token(string expires, string token = GoodToken) =>
        File.WriteAllText(Cache, TokenFile(token, expires));

    /// <summary>What the cache has after <c>aws sso login</c>.</summary>
    public void LoginGives(string token) =>
        Aws(
            $"""
            cat >'{Cache}' <<'TOKEN'
            {TokenFile(token, "2999-01-01T00:00:00Z")}
            TOKEN
            """
        );

    /// <summary>A token that the portal does not take.</summary>
    public void LoginGivesNothingOfUse() => LoginGives("another-token");

    public void LoginFails() => Aws("echo 'the browser was closed' >&2; exit 255");

    public async ValueTask DisposeAsync()
    {
        _portal.Stop();
        await _serving;
        _portal.Close();
    }

    private void Aws(string script) =>
        _sandbox.Shim("aws", $"#!/bin/sh\necho \"$*\" >>'{_logins}'\n{script}\n");

    private static string TokenFile(string token, string expires) =>
        JsonSerializer.Serialize(
            new Dictionary<string, string>
            {
                ["startUrl"] = "https://example.org/start",
                ["region"] = "us-east-1",
                ["accessToken"] = token,
                ["expiresAt"] = expires,
            }
        );

    private static (HttpListener Portal, int Port) Listen()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        var portal = new HttpListener();
        portal.Prefixes.Add(
            string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/")
        );
        portal.Start();
        return (portal, port);
    }

    /// <summary>GetRoleCredentials: the role's keys for a bearer token.</summary>
    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _portal.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            var known = context.Request.Headers["x-amz-sso_bearer_token"] == GoodToken;
            context.Response.StatusCode = known ? 200 : 401;
            context.Response.ContentType = "application/json";
            if (!known)
            {
                context.Response.Headers["x-amzn-ErrorType"] = "UnauthorizedException";
            }
            var answer = known
                ? $$$"""
                    {"roleCredentials":{"accessKeyId":"{{{_server.AccessKey}}}","secretAccessKey":"{{{_server.SecretKey}}}","sessionToken":"session","expiration":32472144000000}}
                    """
                : """{"message":"Session token not found or invalid"}""";
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer));
            context.Response.Close();
        }
    }
}
