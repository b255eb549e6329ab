using Bench.Host.Files;
using Bench.Hub.Files;

namespace Bench.Hub.Making;

/// <summary>What was written.</summary>
public sealed record MadeModules(int Modules, long Files, long Bytes);

/// <summary>Writes synthetic modules, each a folder below one folder, by all cores.</summary>
public static class ModuleMaker
{
    /// <summary>Written at once: it stays in the cache of a core.</summary>
    private const int Block = 256 << 10;

    private const int PartBytes = 4 << 20;

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
            Parts(plan.Shape),
            Block,
            (part, buffer) =>
            {
                var root = Path.Combine(folder, plan.Module(part.Module).ToString());
                for (var i = part.First; i < part.End; i++)
                {
                    cancel.ThrowIfCancellationRequested();
                    if (chosen(part.Module, i, plan.File(part.Module, i)) is { } file)
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

    /// <summary>What a core does at a time: many small files of one folder, or a large one.</summary>
    private static IEnumerable<(int Module, int First, int End)> Parts(ModuleShape shape)
    {
        var files = (int)
            Math.Clamp(PartBytes / Math.Max(1, shape.Sizes.Largest), 1, ModulePlan.FilesPerFolder);
        for (var module = 0; module < shape.Modules; module++)
        {
            for (var first = 0; first < shape.FilesPerModule; first += files)
            {
                yield return (module, first, Math.Min(first + files, shape.FilesPerModule));
            }
        }
    }

    private static void WriteFile(string root, PlannedFile file, byte[] buffer)
    {
        using var target = NewFile.Create(Path.Combine(root, file.RelativePath));
        var noise = new NoiseSource(file.Content);
        for (var left = file.Length; left > 0; )
        {
            var piece = buffer.AsSpan(0, (int)Math.Min(buffer.Length, left));
            noise.Fill(piece);
            target.Write(piece);
            left -= piece.Length;
        }
    }
}
