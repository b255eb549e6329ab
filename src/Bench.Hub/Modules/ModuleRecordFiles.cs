using System.Text.Json;

namespace Bench.Hub.Modules;

/// <summary>
/// The state files of a hub's modules, one each, whole at every instant: written beside and renamed. They outlive the
/// hub's process, however it ends; like the modules' own data they are not forced to the disk.
/// </summary>
internal sealed class ModuleRecordFiles(string folder)
{
    private const string Extension = ".json";
    private const string Unfinished = ".new";

    public void Write(ModuleId module, ModuleRecord record)
    {
        var path = PathOf(module);
        if (record.IsGone)
        {
            File.Delete(path);
            return;
        }
        Directory.CreateDirectory(folder);
        var beside = path + Unfinished;
        File.WriteAllBytes(
            beside,
            JsonSerializer.SerializeToUtf8Bytes(record, ModuleRecordJson.Default.ModuleRecord)
        );
        File.Move(beside, path, overwrite: true);
    }

    /// <summary>All that is remembered. A file that cannot be read counts as crashed: its module's data is kept.</summary>
    public IEnumerable<(ModuleId Module, ModuleRecord Record)> ReadAll()
    {
        if (!Directory.Exists(folder))
        {
            yield break;
        }
        foreach (var path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            if (path.EndsWith(Unfinished, StringComparison.Ordinal))
            {
                File.Delete(path);
            }
            else if (
                path.EndsWith(Extension, StringComparison.Ordinal)
                && ModuleId.TryParse(Path.GetFileNameWithoutExtension(path), out var module)
            )
            {
                yield return (module, Read(module, path));
            }
        }
    }

    private string PathOf(ModuleId module) => Path.Combine(folder, module + Extension);

    private static ModuleRecord Read(ModuleId module, string path)
    {
        var why = "it says nothing";
        try
        {
            var record = JsonSerializer.Deserialize(
                File.ReadAllBytes(path),
                ModuleRecordJson.Default.ModuleRecord
            );
            if (record is { Schema: ModuleRecord.CurrentSchema })
            {
                return record with { ModuleId = module.ToString() };
            }
            why = $"its schema is '{record?.Schema}', not '{ModuleRecord.CurrentSchema}'";
        }
        catch (JsonException e)
        {
            why = e.Message;
        }
        return new ModuleRecord
        {
            ModuleId = module.ToString(),
            State = InstanceState.Unprovisioned,
            KeepsData = true,
            LastError =
                $"the state file {path} cannot be read ({why}); the local data is kept as it is",
        };
    }
}
