using System.Text.Json;
using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Hubs;

/// <summary>A program <c>minio</c> on the PATH of a sandbox, and what it wrote down about how it was started.</summary>
internal sealed class MinioStandIn
{
    private readonly Sandbox _sandbox;
    private readonly string _diary;

    public MinioStandIn(Sandbox sandbox)
    {
        _sandbox = sandbox;
        _diary = sandbox.Folder("minio-diary");
        sandbox.Shim(
            "minio",
            File.ReadAllText(
                Path.Combine(AppContext.BaseDirectory, "TestData", "minio-stand-in.py")
            )
        );
        sandbox.Environment["STAND_IN_MINIO_DIARY"] = _diary;
    }

    /// <summary>How those started from now on fail; null for not at all.</summary>
    public string? Fault
    {
        set => _sandbox.Environment["STAND_IN_MINIO"] = value;
    }

    public IReadOnlyList<JsonElement> Starts => Entries("start");

    /// <summary>What each saw of the machine when the hub asked it for the first time.</summary>
    public IReadOnlyList<JsonElement> Asked => Entries("asked");

    /// <summary>Those that live.</summary>
    public IReadOnlyList<HostProcess> Running =>
        [
            .. _sandbox.Processes.Where(process =>
                process.Arguments.Contains("server") && process.Arguments.Contains("--address")
            ),
        ];

    /// <summary>The password of each start, which is to be nowhere else.</summary>
    public IReadOnlyList<string> Passwords =>
        [.. Starts.Select(start => start.GetProperty("password").GetString()!)];

    /// <summary>All files of the sandbox but the diary that hold a text.</summary>
    public IReadOnlyList<string> FilesWith(string text) =>
        [
            .. Directory
                .GetFiles(_sandbox.Root, "*", SearchOption.AllDirectories)
                .Where(file => file != _diary)
                .Where(file => File.ReadAllText(file).Contains(text, StringComparison.Ordinal)),
        ];

    private IReadOnlyList<JsonElement> Entries(string kind) =>
        [
            .. (File.Exists(_diary) ? File.ReadAllLines(_diary) : [])
                .Select(line => JsonDocument.Parse(line).RootElement)
                .Where(entry => entry.GetProperty("event").GetString() == kind),
        ];
}
