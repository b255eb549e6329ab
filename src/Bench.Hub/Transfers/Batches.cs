namespace Bench.Hub.Transfers;

/// <summary>
/// Lets all who ask for something at about the same time share one piece of work: the first begins at once, and who
/// comes while as many pieces run as may waits for the next one. An answer is never older than its question.
/// </summary>
/// <param name="atOnce">Pieces of work that run at once.</param>
internal sealed class Batches<TItem, TResult>(int atOnce)
{
    private readonly Lock _lock = new();
    private List<Asked> _waiting = [];
    private int _running;

    /// <summary>The answer for one item. It is not given up when the one who asked has no use for it any more.</summary>
    /// <param name="item">What is asked for.</param>
    /// <param name="work">Answers for several, in their order; that of any of them is used.</param>
    public Task<TResult> AskAsync(
        TItem item,
        Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> work
    )
    {
        var asked = new Asked(item, work);
        bool begins;
        lock (_lock)
        {
            _waiting.Add(asked);
            begins = _running < atOnce;
            _running += begins ? 1 : 0;
        }
        if (begins)
        {
            _ = RunAsync();
        }
        return asked.Answer.Task;
    }

    private async Task RunAsync()
    {
        while (true)
        {
            List<Asked> batch;
            lock (_lock)
            {
                if (_waiting.Count == 0)
                {
                    _running--;
                    return;
                }
                (batch, _waiting) = (_waiting, []);
            }
            await AnswerAsync(batch);
        }
    }

    private static async Task AnswerAsync(List<Asked> batch)
    {
        try
        {
            var answers = await batch[0].Work([.. batch.Select(asked => asked.Item)]);
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].Answer.SetResult(answers[i]);
            }
        }
        catch (Exception e)
        {
            foreach (var asked in batch)
            {
                asked.Answer.TrySetException(e);
            }
        }
    }

    private sealed record Asked(
        TItem Item,
        Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> Work
    )
    {
        public TaskCompletionSource<TResult> Answer { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
