using System.CommandLine;
using Bench.Cli.Inputs;
using Bench.Hub.Targets;
using Bench.Storage;

namespace Bench.Cli.Hubs;

/// <summary>Which hydration store a verb works on, by the flags of a hub.</summary>
internal sealed class StoreOptions
{
    private readonly Option<string?> _spec = new(HydrationTarget.SpecOption)
    {
        Description = "The store, such as s3://bucket/modules or file:///data/hydration_storage.",
    };
    private readonly Option<string?> _config = new(HydrationTarget.ConfigOption)
    {
        Description = "JSON file that names the store instead.",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_spec);
        command.Options.Add(_config);
        BucketSettings.AddTo(command);
    }

    /// <summary>A store that holds something: a name that was mistyped must not pass for an empty store that is whole.</summary>
    public async Task<IObjectStore> OpenAsync(ParseResult parsed, CancellationToken cancel)
    {
        var (spec, config) = (parsed.GetValue(_spec), parsed.GetValue(_config));
        if (spec is null && config is null)
        {
            throw new UsageException(
                $"say which store: {HydrationTarget.SpecOption} URI, or {HydrationTarget.ConfigOption} FILE"
            );
        }
        var store = HydrationTarget.Open(
            spec is null ? null : BucketSettings.Of(parsed).Fill(spec),
            config,
            dataDir: "."
        );
        if (new Uri(store.Uri) is { IsFile: true } folder && !Directory.Exists(folder.LocalPath))
        {
            throw new UsageException(
                $"{store.Uri}: there is no such folder; name the store that hubs hydrate from"
            );
        }
        await foreach (var _ in store.ListAsync("", cancel))
        {
            return store;
        }
        throw new UsageException(
            $"{store.Uri}: nothing is stored there; name the store that hubs hydrate from"
        );
    }
}
