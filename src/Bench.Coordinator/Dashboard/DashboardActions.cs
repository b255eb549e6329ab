using System.Globalization;
using Bench.Coordinator.Dashboard.Addresses;
using Bench.Coordinator.Dashboard.Pages;
using Bench.Coordinator.Watching;
using Bench.Storage;
using Bench.Web.Security;
using Microsoft.AspNetCore.Http;

namespace Bench.Coordinator.Dashboard;

/// <summary>What changes a run: each is asked first, by a page that works without script, and then done by a form.</summary>
internal sealed class DashboardActions(
    IRunDirectory directory,
    PageRenderer pages,
    DashboardOptions options
)
{
    private const int LongestReason = 200;

    public Task AskCancelAsync(HttpContext context) =>
        AskAsync(
            context,
            (links, run) =>
                new Question
                {
                    Title = $"Cancel the run {run.Id}?",
                    Lines =
                    [
                        "Its workers end what they do and leave. What was committed is kept and sealed.",
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{run.IterationsTotal - run.IterationsDone:N0} of {run.IterationsTotal:N0} iterations are not done yet and will be missing. This is final: a cancelled run cannot be resumed."
                        ),
                    ],
                    Confirm = "Cancel the run",
                    Decline = "Let it go on",
                    Action = links.Cancel(run.Id),
                    Back = links.Run(run.Id),
                    AsksReason = true,
                    IsDangerous = true,
                }
        );

    public Task CancelAsync(HttpContext context) =>
        DoAsync(
            context,
            "cancel",
            async (run, form) =>
            {
                var reason = form["reason"] is [{ } text] ? text.Trim() : "";
                await directory.CancelAsync(
                    run,
                    options.NameOf(context),
                    reason.Length == 0 ? null : reason[..Math.Min(reason.Length, LongestReason)],
                    context.RequestAborted
                );
            }
        );

    public Task AskResumeAsync(HttpContext context) =>
        AskAsync(
            context,
            (links, run) =>
                new Question
                {
                    Title = $"Resume the run {run.Id}?",
                    Lines =
                    [
                        "This coordinator leads it on from what is in the bucket, or follows whoever leads it.",
                    ],
                    Confirm = "Resume the run",
                    Decline = "Leave it as it is",
                    Action = links.Resume(run.Id),
                    Back = links.Run(run.Id),
                }
        );

    public Task ResumeAsync(HttpContext context) =>
        DoAsync(context, "resume", (run, _) => directory.ResumeAsync(run, context.RequestAborted));

    public Task AskRetryAsync(HttpContext context) =>
        AskAsync(
            context,
            (links, run) =>
                new Question
                {
                    Title = string.Create(
                        CultureInfo.InvariantCulture,
                        $"Retry entry {Route.Entry(context)} of the run {run.Id}?"
                    ),
                    Lines =
                    [
                        "Its whole test case, with all its configs, is granted to a VM once more. The attempt so far is kept.",
                    ],
                    Confirm = "Retry",
                    Decline = "Leave it as it is",
                    Action = links.Retry(run.Id, Route.Entry(context)),
                    Back = links.Entry(run.Id, Route.Entry(context)),
                }
        );

    public Task RetryAsync(HttpContext context) =>
        DoAsync(
            context,
            "retry",
            (run, _) => directory.RetryAsync(run, Route.Entry(context), context.RequestAborted)
        );

    private async Task AskAsync(
        HttpContext context,
        Func<DashboardLinks, RunHead, Question> question
    )
    {
        if (!await MayAsync(context))
        {
            return;
        }
        if (await directory.FindAsync(Route.Run(context), context.RequestAborted) is not { } feed)
        {
            await pages.WriteNotFoundAsync(context, "There is no run of that name in this store.");
            return;
        }
        var links = pages.ContextOf(context).Links;
        await pages.WriteAsync<ConfirmPage>(
            context,
            StatusCodes.Status200OK,
            (nameof(ConfirmPage.Question), question(links, feed.Snapshot.Run))
        );
    }

    /// <summary>Does it, then sends the browser to the run's page, so that loading it again does nothing twice.</summary>
    private async Task DoAsync(
        HttpContext context,
        string done,
        Func<string, IFormCollection, Task> act
    )
    {
        if (!await MayAsync(context))
        {
            return;
        }
        var run = Route.Run(context);
        var back = pages.ContextOf(context).Links.Run(run);
        if (await directory.FindAsync(run, context.RequestAborted) is null)
        {
            await pages.WriteNotFoundAsync(context, "There is no run of that name in this store.");
            return;
        }
        var form = context.Request.HasFormContentType
            ? await context.Request.ReadFormAsync(context.RequestAborted)
            : FormCollection.Empty;
        try
        {
            await act(run, form);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            await pages.WriteMessageAsync(
                context,
                StatusCodes.Status409Conflict,
                "This was not done",
                e.Message,
                back
            );
            return;
        }
        catch (StoreException e)
        {
            await pages.WriteMessageAsync(
                context,
                StatusCodes.Status503ServiceUnavailable,
                "The store does not answer",
                e.Message,
                back
            );
            return;
        }
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = $"{back}?done={done}";
    }

    private async Task<bool> MayAsync(HttpContext context)
    {
        if (
            !options.MayControl(context)
            || (HttpMethods.IsPost(context.Request.Method) && !SameOrigin.IsOwn(context.Request))
        )
        {
            await pages.WriteMessageAsync(
                context,
                StatusCodes.Status403Forbidden,
                "Not allowed",
                "This takes the right to control runs, and a form of this service."
            );
            return false;
        }
        return true;
    }
}
