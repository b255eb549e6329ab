using Bench.Hub.Files;
using Bench.Hub.Local;

namespace Bench.Hub.Pipeline.Files;

/// <summary>Moving, copying and deleting whole folders, with modes and times kept.</summary>
public static class Trees
{
    /// <summary>EXDEV: a rename would leave the volume.</summary>
    private const int CrossDevice = 18;

    /// <summary>
    /// Moves a folder to where nothing is: by a rename within one volume, else by a copy that gets its name only when it
    /// is whole and the same. Whoever finds the target finds all of it.
    /// </summary>
    /// <returns>Whether it was a rename.</returns>
    /// <exception cref="IOException">It cannot be moved; the source is whole then.</exception>
    public static bool Move(string source, string target, CancellationToken cancel)
    {
        if (TryRename(source, target))
        {
            return true;
        }
        CopyWhole(source, target, cancel);
        Directory.Delete(source, recursive: true);
        return false;
    }

    /// <summary>Renames a folder to where nothing is; false where that would leave the volume.</summary>
    /// <exception cref="IOException">It cannot be renamed for another reason.</exception>
    public static bool TryRename(string source, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(target))!);
        try
        {
            Directory.Move(source, target);
            return true;
        }
        catch (IOException e) when (e.HResult == CrossDevice)
        {
            return false;
        }
    }

    /// <summary>Copies a folder to where nothing is; it gets its name when it is whole, which is read back.</summary>
    /// <exception cref="IOException">It cannot be copied; there is no target then.</exception>
    public static void CopyWhole(string source, string target, CancellationToken cancel)
    {
        var partial = $"{Path.TrimEndingDirectorySeparator(target)}.partial";
        Delete(partial);
        Copy(source, partial, cancel);
        var (given, made) = (DigestOf(source, cancel), DigestOf(partial, cancel));
        if (given != made)
        {
            throw new IOException(
                $"{partial}, a copy of {source}, reads back as something else: {made.Files} files, {made.Bytes} bytes, digest {made.Digest}, of {given.Files} files, {given.Bytes} bytes, digest {given.Digest}; {source} is as it was"
            );
        }
        Directory.Move(partial, target);
    }

    private static TreeDigest DigestOf(string folder, CancellationToken cancel) =>
        TreeDigest.Of(folder, leftOut: new HashSet<string>(StringComparer.Ordinal), cancel);

    /// <summary>Copies the files of a folder into another one, over what is there; what else is there stays.</summary>
    /// <exception cref="IOException">A file cannot be copied.</exception>
    public static void Copy(string source, string target, CancellationToken cancel)
    {
        var folders = Below(source);
        foreach (var folder in folders)
        {
            Directory.CreateDirectory(Path.Combine(target, folder));
        }
        ParallelWork.ForEach(
            folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(source, folder))),
            bufferBytes: 0,
            (file, _) =>
            {
                var to = Path.Combine(target, Path.GetRelativePath(source, file));
                // Not over what is there, which is truncated: ext4 writes it out before it goes on.
                File.Delete(to);
                // It lets the kernel move the bytes.
                File.Copy(file, to);
                KeepModeAndTime(file, to);
            },
            cancel
        );
        // From the leaves up: what is made in a folder changes its time.
        foreach (var folder in folders.Reverse())
        {
            KeepModeAndTime(Path.Combine(source, folder), Path.Combine(target, folder));
        }
    }

    /// <summary>A file by which a stage knows what it made itself, and may wipe.</summary>
    public const string Mark = ".bench-stage";

    /// <summary>
    /// Empties a folder, or makes it, but for the mark, which stays: whoever is killed meanwhile leaves a folder that
    /// may be wiped again. What no stage has made is left alone.
    /// </summary>
    /// <exception cref="PipelineInputException">Something else is in it.</exception>
    public static void Wipe(string folder)
    {
        if (
            Directory.Exists(folder)
            && !File.Exists(Path.Combine(folder, Mark))
            && Directory.EnumerateFileSystemEntries(folder).Any()
        )
        {
            throw new PipelineInputException(
                $"{folder} would be wiped, but it is not empty and no stage has made it; empty it yourself, or name another folder"
            );
        }
        MarkOwn(folder);
        foreach (var path in Directory.GetFileSystemEntries(folder))
        {
            if (Path.GetFileName(path) == Mark)
            {
                continue;
            }
            if (Directory.Exists(path) && new FileInfo(path).LinkTarget is null)
            {
                Directory.Delete(path, recursive: true);
            }
            else
            {
                File.Delete(path);
            }
        }
    }

    /// <summary>Makes a folder if there is none, and marks it as one that may be wiped.</summary>
    public static void MarkOwn(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, Mark), "made, and wiped, by bench hub\n");
    }

    /// <summary>Deletes a folder and all in it; no error when there is none.</summary>
    public static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void KeepModeAndTime(string from, string to)
    {
        var status = Posix.Status(from);
        Posix.SetMode(to, status.Mode);
        Posix.SetModified(to, status.Modified.TotalNanoseconds);
    }

    /// <summary>The folder and those below it, relative to it, each before those in it.</summary>
    private static IReadOnlyList<string> Below(string root) =>
        [
            "",
            .. Directory
                .EnumerateDirectories(
                    root,
                    "*",
                    new EnumerationOptions
                    {
                        RecurseSubdirectories = true,
                        AttributesToSkip = FileAttributes.ReparsePoint,
                    }
                )
                .Select(folder => Path.GetRelativePath(root, folder))
                .Order(StringComparer.Ordinal),
        ];
}
