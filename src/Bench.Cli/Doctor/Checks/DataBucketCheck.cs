using Bench.Storage;

namespace Bench.Cli.Doctor.Checks;

/// <summary>
/// Whether the bucket of the test data is there, by one listing. Mount tools may have credentials of their own, so only
/// a bucket that is certainly missing is a failure.
/// </summary>
internal sealed class DataBucketCheck : IDoctorCheck
{
    private const string Name = "bucket";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public string Area => "test data";

    public async Task<IReadOnlyList<CheckResult>> RunAsync(
        Patient patient,
        CancellationToken cancel
    )
    {
        if (patient.TestData is not { } uri || !uri.Contains("://", StringComparison.Ordinal))
        {
            return [];
        }
        using var limit = new CancellationTokenSource(Limit, patient.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            await using var found = Stores
                .Open(uri)
                .ListAsync("", either.Token)
                .GetAsyncEnumerator(either.Token);
            await found.MoveNextAsync();
            return [new CheckResult(Area, Name, CheckStatus.Ok, $"{uri} can be listed")];
        }
        catch (StoreException e)
        {
            return
            [
                new CheckResult(
                    Area,
                    Name,
                    e.Error == StoreError.Absent ? CheckStatus.Failed : CheckStatus.Warning,
                    $"{e.Uri}: {e.Reason}",
                    e.Remedy
                ),
            ];
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return
            [
                new CheckResult(
                    Area,
                    Name,
                    CheckStatus.Warning,
                    $"{uri} did not answer within {Limit.TotalSeconds:0} s",
                    "check endpoint, network and credentials"
                ),
            ];
        }
    }
}
