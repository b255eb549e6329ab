using System.Globalization;
using Bench.Host.Mounts;
using Bench.Host.Processes;

namespace Bench.Mounts.Fuse;

/// <summary>Starts a server in the foreground and waits until its mount answers.</summary>
internal sealed class FuseMounting(FuseCommand command, MountRequest request, FusePaths paths)
{
    /// <summary>How long a server may take to mount, and then to answer.</summary>
    public static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);

    /// <exception cref="MountException">It did not come up; nothing of it is left.</exception>
    public async Task<IMounted> MountAsync(CancellationToken cancel)
    {
        if (MountTable.Read().At(paths.Point) is { } other)
        {
            throw new MountException(
                $"{request.Source} cannot be mounted at {paths.Point}: {other.FileSystem} is mounted there"
            );
        }
        var mounted = new FuseMounted(command, request, paths, Start());
        try
        {
            mounted.Appeared(await AppearedAsync(mounted, cancel));
            await AnsweringAsync(mounted, cancel);
            // Some servers find out about the bucket only now, and leave.
            if (command.Refusal(paths.Output) is not null)
            {
                throw Failed(mounted, $"{command.Kind} refused it");
            }
            ThrowIfDead(mounted);
            return mounted;
        }
        catch (Exception failure)
        {
            await UndoAsync(mounted, failure);
            throw;
        }
    }

    private IRunningProcess Start()
    {
        var environment = new Dictionary<string, string?>(
            request.Environment,
            StringComparer.Ordinal
        );
        foreach (var (name, value) in command.Environment)
        {
            environment[name] = value;
        }
        try
        {
            return request.Processes.Start(
                new ProcessSpec(command.Program, command.Arguments)
                {
                    Environment = environment,
                    StdoutPath = paths.Output,
                    StderrPath = paths.Output,
                }
            );
        }
        catch (Exception e) when (e is ProgramNotFoundException or ProcessStartException)
        {
            throw new MountException($"{request.Source} cannot be mounted: {e.Message}", e);
        }
    }

    private async Task<FuseConnection> AppearedAsync(FuseMounted mounted, CancellationToken cancel)
    {
        var begun = request.Time.GetTimestamp();
        while (true)
        {
            if (FuseConnection.At(paths.Point) is { } connection)
            {
                return connection;
            }
            ThrowIfDead(mounted);
            if (request.Time.GetElapsedTime(begun) >= ReadyLimit)
            {
                throw Failed(mounted, TooLong("did not mount"));
            }
            await Task.Delay(Poll, request.Time, cancel);
        }
    }

    private async Task AnsweringAsync(FuseMounted mounted, CancellationToken cancel)
    {
        try
        {
            // On a thread of its own: a server that hangs must not hang this one.
            await Task.Run(() => File.GetAttributes(paths.Point), CancellationToken.None)
                .WaitAsync(ReadyLimit, request.Time, cancel);
        }
        catch (TimeoutException)
        {
            throw Failed(mounted, TooLong("mounted, but did not answer"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (await mounted.DeathSoonAsync() is null)
            {
                throw Failed(
                    mounted,
                    $"{command.Kind} mounted, but its folder cannot be used ({e.Message})"
                );
            }
            ThrowIfDead(mounted);
        }
    }

    private void ThrowIfDead(FuseMounted mounted)
    {
        if (mounted.Death is { } death)
        {
            throw new MountException($"{request.Source} cannot be mounted: {death}");
        }
    }

    private MountException Failed(FuseMounted mounted, string what) =>
        new($"{request.Source} cannot be mounted: {mounted.Said(what)}");

    private string TooLong(string what) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{command.Kind} {what} within {ReadyLimit.TotalSeconds:0} s"
        );

    private static async Task UndoAsync(FuseMounted mounted, Exception failure)
    {
        using var hurry = new CancellationTokenSource();
        await hurry.CancelAsync();
        try
        {
            if (mounted.Death is null)
            {
                // Nothing was written, so nothing is lost; and it may hang.
                mounted.Abort();
            }
            await mounted.UnmountAsync(hurry.Token);
        }
        catch (Exception e) when (e is MountException or ProcessStuckException)
        {
            throw new MountException($"{failure.Message}; and {e.Message}", failure);
        }
    }
}
