using System.Globalization;
using Bench.Storage.Buckets;
using Google.Apis.Storage.v1.Data;
using Google.Cloud.Storage.V1;
using Object = Google.Apis.Storage.v1.Data.Object;

namespace Bench.Storage.Gcs;

/// <summary>Lists a bucket page by page.</summary>
internal sealed class GcsListing(GcsSettings settings, GcsCalls calls)
{
    private const int PageEntries = 1000;
    private const string Delimiter = "/";

    public async Task<ListPage> ObjectsAsync(
        string prefix,
        string? continuation,
        CancellationToken cancel
    )
    {
        cancel.ThrowIfCancellationRequested();
        var whole = settings.Prefix + prefix;
        if (GcsNames.ProblemOfPrefix(whole) is not null)
        {
            // No name can begin so.
            return new ListPage([], null);
        }
        var uri = StoreUris.Child(settings.Uri, prefix);
        var options = new ListObjectsOptions
        {
            PageSize = PageEntries,
            PageToken = continuation,
            Fields = "nextPageToken,items(name,size,generation,timeCreated)",
        };
        var page = await calls.GetAsync(
            uri,
            client => PageAsync(client, whole, options, cancel),
            cancel
        );
        var found = (page.Items ?? [])
            .Select(item => InfoOf(item, uri))
            // An object of the prefix itself, as consoles make for folders, has no key here.
            .Where(info => info.Key.Length > 0);
        return new ListPage([.. found], NextOf(page));
    }

    public async Task<FolderPage> FoldersAsync(string? continuation, CancellationToken cancel)
    {
        var options = new ListObjectsOptions
        {
            Delimiter = Delimiter,
            PageSize = PageEntries,
            PageToken = continuation,
            // Objects beside the folders count for the page, but need not be told.
            Fields = "nextPageToken,prefixes",
        };
        var page = await calls.GetAsync(
            settings.Uri,
            client => PageAsync(client, settings.Prefix, options, cancel),
            cancel
        );
        return new FolderPage([.. (page.Prefixes ?? []).Select(FolderOf)], NextOf(page));
    }

    /// <summary>The server's time: a listing needs no other right than a run does.</summary>
    public async Task<DateTimeOffset> ServerTimeAsync(CancellationToken cancel)
    {
        var options = new ListObjectsOptions { PageSize = 1, Fields = "items(name)" };
        var answer = await calls.AskAsync(
            settings.Uri,
            client => PageAsync(client, settings.Prefix, options, cancel),
            cancel,
            answers: []
        );
        return answer.Date
            ?? throw GcsErrors.NotUnderstood(settings.Uri, "its reply does not tell the time");
    }

    /// <summary>One request: the client would go through all pages by itself.</summary>
    private async Task<Objects> PageAsync(
        StorageClient client,
        string prefix,
        ListObjectsOptions options,
        CancellationToken cancel
    )
    {
        options.RetryOptions = RetryOptions.Never;
        await using var pages = client
            .ListObjectsAsync(settings.Bucket, prefix, options)
            .AsRawResponses()
            .GetAsyncEnumerator(cancel);
        return await pages.MoveNextAsync() ? pages.Current : new Objects();
    }

    private string FolderOf(string name) =>
        name.StartsWith(settings.Prefix, StringComparison.Ordinal)
        && name.EndsWith(Delimiter, StringComparison.Ordinal)
            ? name[settings.Prefix.Length..^Delimiter.Length]
            : throw GcsErrors.NotUnderstood(
                settings.Uri,
                "its listing has folders that were not asked for"
            );

    private ObjectInfo InfoOf(Object item, string uri) =>
        item is { Name: { } name, Generation: { } generation }
        && name.StartsWith(settings.Prefix, StringComparison.Ordinal)
            ? new ObjectInfo(
                name[settings.Prefix.Length..],
                // Some servers leave a zero out.
                (long)(item.Size ?? 0),
                generation.ToString(CultureInfo.InvariantCulture),
                CreatedAt(item)
            )
            : throw GcsErrors.NotUnderstood(uri, "its listing lacks a name or generation");

    /// <summary>Of this generation; changes of metadata leave it as it is.</summary>
    private static DateTimeOffset? CreatedAt(Object item) =>
        DateTimeOffset.TryParse(
            item.TimeCreatedRaw,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var time
        )
            ? time
            : null;

    private static string? NextOf(Objects page) =>
        string.IsNullOrEmpty(page.NextPageToken) ? null : page.NextPageToken;
}
