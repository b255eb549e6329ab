namespace Bench.Testing.Gcs.Faults;

/// <summary>Draws the faults of a plan.</summary>
internal sealed class FaultDice(FaultPlan plan)
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(plan.Seed);
    private int _drawn;
    private int _hangs;

    public FaultPlan Plan => plan;

    public int Drawn
    {
        get
        {
            lock (_lock)
            {
                return _drawn;
            }
        }
    }

    public FaultKind? Draw(RequestKind request)
    {
        if (
            request is RequestKind.Token or RequestKind.Unknown
            || (plan.Only is { } only && only != request)
        )
        {
            return null;
        }
        var kinds = plan.Kinds.Where(kind => CanHappen(kind, request)).ToList();
        lock (_lock)
        {
            if (_drawn >= plan.AtMost || _random.NextDouble() >= plan.Share)
            {
                return null;
            }
            if (_hangs >= plan.HangsAtMost)
            {
                kinds.RemoveAll(kind => kind is FaultKind.Hang);
            }
            if (kinds.Count == 0)
            {
                return null;
            }
            _drawn++;
            var kind = kinds[_random.Next(kinds.Count)];
            _hangs += kind is FaultKind.Hang ? 1 : 0;
            return kind;
        }
    }

    private static bool CanHappen(FaultKind kind, RequestKind request) =>
        kind switch
        {
            FaultKind.CutDownload => request is RequestKind.Download,
            FaultKind.CutUpload => request is RequestKind.Insert or RequestKind.UploadPart,
            FaultKind.LostReply => request
                is RequestKind.Insert
                    or RequestKind.BeginUpload
                    or RequestKind.UploadPart
                    or RequestKind.UploadStatus
                    or RequestKind.CancelUpload
                    or RequestKind.Delete
                    or RequestKind.Rewrite
                    or RequestKind.BucketInsert,
            _ => true,
        };
}
