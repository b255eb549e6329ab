using Bench.Hub.Files;
using Microsoft.Win32.SafeHandles;

namespace Bench.Hub.Making;

/// <summary>What was written.</summary>
public sealed record MadeModules(int Modules, long Files, long Bytes);

/// <summary>Writes synthetic modules, each a folder below one folder, as many at a time as there are cores.</summary>
public static class ModuleMaker
{
    /// <summary>Written at once: it stays in the cache of a core.</summary>
    private const int Block = 256 << 10;

    /// <summary>Writes all files of a plan; what is there already of the same name is replaced.</summary>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static MadeModules Make(ModulePlan plan, string folder, CancellationToken cancel) =>
        Write(plan, folder, (_, _, file) => file, cancel);

    /// <summary>Gives that share of the files of a plan other content of the same length, and leaves the rest alone.</summary>
    /// <param name="plan">What was made there.</param>
    /// <param name="folder">Where.</param>
    /// <param name="share">Of all files, from 0 to 1.</param>
    /// <param name="round">Another number changes other files, to another content.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static MadeModules Change(
        ModulePlan plan,
        string folder,
        double share,
        ulong round,
        CancellationToken cancel
    ) =>
        Write(
            plan,
            folder,
            (module, number, file) =>
                plan.IsChanged(module, number, share, round)
                    ? file with
                    {
                        Content = ModulePlan.Changed(file.Content, round),
                    }
                    : null,
            cancel
        );

    private static MadeModules Write(
        ModulePlan plan,
        string folder,
        Func<int, int, PlannedFile, PlannedFile?> chosen,
        CancellationToken cancel
    )
    {
        long files = 0;
        long bytes = 0;
        ParallelWork.ForEach(
            Enumerable.Range(0, plan.Shape.Modules),
            Block,
            (module, buffer) =>
            {
                var root = Path.Combine(folder, plan.Module(module).ToString());
                for (var i = 0; i < plan.Shape.FilesPerModule; i++)
                {
                    cancel.ThrowIfCancellationRequested();
                    if (chosen(module, i, plan.File(module, i)) is { } file)
                    {
                        WriteFile(root, file, buffer);
                        Interlocked.Increment(ref files);
                        Interlocked.Add(ref bytes, file.Length);
                    }
                }
            },
            cancel
        );
        return new(plan.Shape.Modules, files, bytes);
    }

    private static void WriteFile(string root, PlannedFile file, byte[] buffer)
    {
        var path = Path.Combine(root, file.RelativePath);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var handle = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        WriteContent(handle, file, buffer);
    }

    private static void WriteContent(SafeFileHandle handle, PlannedFile file, byte[] buffer)
    {
        var noise = new NoiseSource(file.Content);
        for (long offset = 0; offset < file.Length; offset += buffer.Length)
        {
            var piece = buffer.AsSpan(0, (int)Math.Min(buffer.Length, file.Length - offset));
            noise.Fill(piece);
            RandomAccess.Write(handle, piece, offset);
        }
    }
}
