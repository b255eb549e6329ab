using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Bench.Storage.Gcs;
using Bench.Storage.Tests.Files;
using Bench.Storage.Tests.Processes;
using Bench.Testing.Gcs;

namespace Bench.Storage.Tests.Gcs;

/// <summary>
/// Who the requests come from. Google's library reads the environment and keeps what it found, so that each case is a
/// process of its own; the server gives the tokens, as Google's token and metadata servers do.
/// </summary>
public sealed class GcsCredentialsTests : GcsFixture
{
    private TemporaryFolder _folder = null!;

    private string Root => $"gs://{Bucket}?endpoint={Server.Address}";

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void A_service_accounts_file_is_used_that_the_uri_names()
    {
        Server.RequiredToken = "token-of-service-account";
        var file = WriteServiceAccount("key file.json");
        Said($"{Root}&credentials={System.Uri.EscapeDataString(file)}").ShouldBe("listed");
        Server.Count(RequestKind.Token).ShouldBe(1);
    }

    [Test]
    public void A_service_accounts_file_is_used_that_the_environment_names()
    {
        Server.RequiredToken = "token-of-service-account";
        var file = WriteServiceAccount("key.json");
        Said(Root, ("GOOGLE_APPLICATION_CREDENTIALS", file)).ShouldBe("listed");
    }

    [Test]
    public void Credentials_of_the_uri_come_before_those_of_the_environment()
    {
        Server.RequiredToken = "token-of-service-account";
        var file = WriteServiceAccount("key.json");
        Said(
                $"{Root}&credentials={file}",
                ("GOOGLE_APPLICATION_CREDENTIALS", WriteUser("user.json"))
            )
            .ShouldBe("listed");
    }

    [Test]
    public void Credentials_that_gcloud_left_are_found()
    {
        Server.RequiredToken = "token-of-service-account";
        Directory.CreateDirectory($"{_folder.Path}/.config/gcloud");
        WriteServiceAccount(".config/gcloud/application_default_credentials.json");
        Said(Root, ("HOME", _folder.Path)).ShouldBe("listed");
    }

    [Test]
    public void The_metadata_server_is_asked_on_a_machine_of_google()
    {
        Server.RequiredToken = "token-of-metadata-server";
        Said(Root, ("GCE_METADATA_HOST", Server.Host)).ShouldBe("listed");
    }

    [Test]
    public void Anonymous_requests_carry_no_token()
    {
        var file = WriteServiceAccount("key.json");
        Said($"{Root}&anonymous=true", ("GOOGLE_APPLICATION_CREDENTIALS", file)).ShouldBe("listed");
        Server.Count(RequestKind.Token).ShouldBe(0);
    }

    [TestCase("{0}")]
    [TestCase("http://{0}")]
    public void The_emulators_variable_is_enough(string form)
    {
        var host = form.Replace("{0}", Server.Host, StringComparison.Ordinal);
        Said($"gs://{Bucket}", (GcsSettings.EmulatorVariable, host)).ShouldBe("listed");
        Server.Count(RequestKind.Token).ShouldBe(0);
    }

    [Test]
    public void A_token_that_is_refused_is_denied()
    {
        Server.RequiredToken = "another token";
        var said = Said($"{Root}&credentials={WriteServiceAccount("key.json")}");
        said.ShouldStartWith("Denied");
        said.ShouldContain("401");
        said.ShouldNotContain("token-of-service-account");
    }

    [Test]
    public void No_credentials_are_denied_with_the_remedy()
    {
        var said = Said(Root, ("GCE_METADATA_HOST", "127.0.0.1:9"));
        said.ShouldStartWith("Denied");
        said.ShouldContain($"gs://{Bucket}");
        said.ShouldContain("gcloud auth application-default login");
        said.ShouldContain("GOOGLE_APPLICATION_CREDENTIALS");
        Server.Requests.ShouldBeEmpty();
    }

    [TestCase("none.json", null)]
    [TestCase("text.json", "no json, but a-secret")]
    [TestCase("empty.json", "{}")]
    [TestCase(
        "key.json",
        """{"type":"service_account","private_key":"a-secret","client_email":"a@b"}"""
    )]
    public void A_file_that_holds_no_key_is_denied_by_name(string name, string? text)
    {
        var path = Path.Combine(_folder.Path, name);
        if (text is not null)
        {
            File.WriteAllText(path, text);
        }
        var said = Said($"{Root}&credentials={path}");
        said.ShouldStartWith("Denied");
        said.ShouldContain(path);
        said.ShouldNotContain("a-secret");
    }

    private static string Said(string uri, params (string Name, string Value)[] environment)
    {
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["GOOGLE_APPLICATION_CREDENTIALS"] = null,
            [GcsSettings.EmulatorVariable] = null,
            // Neither a user's own credentials nor this machine's.
            ["HOME"] = "/nonexistent",
            ["GCE_METADATA_HOST"] = "127.0.0.1:9",
        };
        foreach (var (name, value) in environment)
        {
            variables[name] = value;
        }
        using var process = new StoreProcess("list", uri, "lister", variables);
        return process.ReadLine().ShouldNotBeNull();
    }

    private string WriteServiceAccount(string name)
    {
        using var key = RSA.Create(2048);
        return Write(
            name,
            new JsonObject
            {
                ["type"] = "service_account",
                ["project_id"] = "test",
                ["private_key_id"] = "1",
                ["private_key"] = key.ExportPkcs8PrivateKeyPem(),
                ["client_email"] = "bench@test.example",
                ["client_id"] = "1",
                ["token_uri"] = $"{Server.Address}/token",
            }
        );
    }

    private string WriteUser(string name) =>
        Write(
            name,
            new JsonObject
            {
                ["type"] = "authorized_user",
                ["client_id"] = "1",
                ["client_secret"] = "2",
                ["refresh_token"] = "3",
            }
        );

    private string Write(string name, JsonObject json)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, json.ToJsonString());
        return path;
    }
}
