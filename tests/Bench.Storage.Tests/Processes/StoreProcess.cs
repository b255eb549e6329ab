using System.Diagnostics;
using System.Text;
using Bench.Storage.Files;
using Bench.Storage.Tests.Contract;

namespace Bench.Storage.Tests.Processes;

/// <summary>This assembly started as another process that uses a store: its side, and the tests' handle on it.</summary>
public sealed class StoreProcess : IDisposable
{
    private readonly Process _process;

    /// <param name="role"><c>race</c>, <c>hang</c> or <c>list</c>.</param>
    /// <param name="root">The store's folder or URI.</param>
    /// <param name="name">Who this process is.</param>
    /// <param name="environment">Variables that differ from the tests' own; null removes one.</param>
    public StoreProcess(
        string role,
        string root,
        string name,
        IReadOnlyDictionary<string, string?>? environment = null
    )
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        // A small heap: there may be many of these at once.
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (variable, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[variable] = value;
        }
        foreach (
            var argument in (string[])[typeof(StoreProcess).Assembly.Location, role, root, name]
        )
        {
            start.ArgumentList.Add(argument);
        }
        _process = Process.Start(start)!;
    }

    public int Id => _process.Id;

    public string? ReadLine() => _process.StandardOutput.ReadLine();

    public void WriteLine(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }
        _process.Dispose();
    }

    public static async Task<int> Main(string[] args)
    {
        var (role, name) = (args[0], args[2]);
        if (role == "list")
        {
            Console.WriteLine(await ListAsync(Stores.Open(args[1])));
            return 0;
        }
        var store = new FileStore(args[1]);
        if (role == "race")
        {
            await RaceAsync(store, name);
        }
        else
        {
            await HangAsync(store, name);
        }
        return 0;
    }

    /// <summary>Creates each key that is read from standard input and says who won.</summary>
    private static async Task RaceAsync(FileStore store, string name)
    {
        Console.WriteLine("ready");
        while (Console.ReadLine() is { Length: > 0 } key)
        {
            var won = await store.TryCreateAsync(key, Encoding.UTF8.GetBytes(name), default);
            Console.WriteLine(won ? "won" : "lost");
        }
    }

    /// <summary>Lists the store once; the class and message of the error if there is one.</summary>
    private static async Task<string> ListAsync(IObjectStore store)
    {
        try
        {
            await foreach (var _ in store.ListAsync("", default)) { }
            return "listed";
        }
        catch (StoreException e)
        {
            return $"{e.Error} {e}".ReplaceLineEndings(" ");
        }
    }

    /// <summary>Writes half an object and waits for its end.</summary>
    private static async Task HangAsync(FileStore store, string name)
    {
        await using var content = new PatternStream(
            4 << 20,
            seed: 1,
            atByte: 2 << 20,
            () =>
            {
                Console.WriteLine("half");
                Console.ReadLine();
            }
        );
        await store.PutAsync($"run/{name}", content, default);
        Console.WriteLine("whole");
    }
}
