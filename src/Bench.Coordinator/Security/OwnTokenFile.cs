namespace Bench.Coordinator.Security;

/// <summary>A file by which a service leaves the token that it has made for itself to its own user.</summary>
public static class OwnTokenFile
{
    /// <exception cref="SecurityConfigException">It cannot be written.</exception>
    public static void Write(string path, string token) => PrivateFile.Write(path, token + "\n");
}
