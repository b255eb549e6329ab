using System.Collections.Concurrent;
using Bench.Host.Processes;
using Bench.Model.Digests;

namespace Bench.Mounts.Tools;

/// <summary>A mount tool that is there.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Version">What it says of itself, such as <c>s3fs 1.90</c>.</param>
public sealed record Tool(string Path, string Version);

/// <summary>
/// Finds a tool and asks for its version. The answer is kept for as long as the file stays the same, so that it does
/// not cost each mount a start of the program.
/// </summary>
/// <param name="name">The tool's name, which is its program's on the PATH.</param>
/// <param name="arguments">That make it print its version.</param>
/// <param name="versionOf">The version in what it prints; null if it is none.</param>
/// <param name="remedy">How to get it.</param>
internal sealed class ToolProbe(
    string name,
    IReadOnlyList<string> arguments,
    Func<string, string?> versionOf,
    string remedy
)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly ConcurrentDictionary<(string, long, DateTime), Tool> _known = new();
    private readonly ConcurrentDictionary<(string, long, DateTime), string> _digests = new();

    /// <summary>Versions as they stand in records.</summary>
    public async Task<IReadOnlyDictionary<string, string>> VersionsAsync(
        IProcessRunner processes,
        string? program,
        CancellationToken cancel
    )
    {
        var tool = await FindAsync(processes, program, cancel);
        var versions = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [name] = tool.Version,
        };
        if (program is not null)
        {
            // A program that the config names may be any build: its digest tells which.
            versions[$"{name}_sha256"] = await DigestAsync(tool.Path, cancel);
        }
        return versions;
    }

    /// <exception cref="MountException">It is missing, or does not say its version.</exception>
    public async Task<Tool> FindAsync(
        IProcessRunner processes,
        string? program,
        CancellationToken cancel
    )
    {
        var path = ProgramPath.Find(program ?? name);
        if (path is null)
        {
            throw new MountException(
                program is null
                    ? $"{name} is not on the PATH; {remedy}"
                    : $"there is no program {program} that can be executed; {remedy}"
            );
        }
        var key = KeyOf(path);
        if (_known.TryGetValue(key, out var known))
        {
            return known;
        }
        var said = await AskAsync(processes, path, cancel);
        var version =
            versionOf(said)
            ?? throw new MountException(
                $"'{path} {string.Join(' ', arguments)}' says '{FirstLine(said)}', which is no version of {name}; {remedy}"
            );
        return _known[key] = new Tool(path, version);
    }

    private async Task<string> DigestAsync(string path, CancellationToken cancel)
    {
        var key = KeyOf(path);
        if (!_digests.TryGetValue(key, out var digest))
        {
            await using var file = File.OpenRead(path);
            digest = (await ContentDigest.OfAsync(file, cancel)).Sha256;
            _digests[key] = digest;
        }
        return digest;
    }

    private static (string, long, DateTime) KeyOf(string path)
    {
        var file = new FileInfo(path);
        return (path, file.Length, file.LastWriteTimeUtc);
    }

    private async Task<string> AskAsync(
        IProcessRunner processes,
        string path,
        CancellationToken cancel
    )
    {
        var output = Path.GetTempFileName();
        try
        {
            var process = processes.Start(
                new ProcessSpec(path, arguments) { StdoutPath = output, StderrPath = output }
            );
            await process.RunToEndAsync(
                Limit,
                TimeSpan.FromSeconds(1),
                TimeProvider.System,
                cancel
            );
            cancel.ThrowIfCancellationRequested();
            return (await File.ReadAllTextAsync(output, cancel)).Trim();
        }
        catch (ProcessStartException e)
        {
            throw new MountException($"{name} cannot be run: {e.Message}; {remedy}", e);
        }
        finally
        {
            File.Delete(output);
        }
    }

    private static string FirstLine(string text) => text.Split('\n')[0].Trim();
}
