namespace Bench.Hub.Transfers;

/// <summary>
/// Lets all who ask for something at about the same time share one piece of work. One piece runs at a time; who comes
/// meanwhile waits for the next. An answer is never older than its question.
/// </summary>
/// <param name="operations">Those who may ask, each for one thing at a time.</param>
/// <param name="patience">How long a piece waits for more to ask; null for about as long as a request to a near server takes.</param>
internal sealed class Batches<TItem, TResult>(Operations operations, TimeSpan? patience = null)
{
    /// <summary>From so many operations on, others use the processors while one waits.</summary>
    private const int Many = 8;

    private static readonly TimeSpan UsualPatience = TimeSpan.FromMilliseconds(10);

    private readonly Lock _lock = new();
    private List<Asked> _waiting = [];
    private TaskCompletionSource? _all;
    private bool _isRunning;

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
            if (_waiting.Count >= operations.Running)
            {
                _all?.TrySetResult();
            }
            begins = !_isRunning;
            _isRunning = true;
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
            await GatherAsync();
            List<Asked> batch;
            lock (_lock)
            {
                if (_waiting.Count == 0)
                {
                    _isRunning = false;
                    return;
                }
                (batch, _waiting) = (_waiting, []);
            }
            await AnswerAsync(batch);
        }
    }

    /// <summary>Waits for more to ask, unless all do already.</summary>
    private async Task GatherAsync()
    {
        TaskCompletionSource all;
        lock (_lock)
        {
            var running = operations.Running;
            if (running < Many || _waiting.Count >= running)
            {
                return;
            }
            _all = all = new TaskCompletionSource(
                TaskCreationOptions.RunContinuationsAsynchronously
            );
        }
        await Task.WhenAny(all.Task, Task.Delay(patience ?? UsualPatience));
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
