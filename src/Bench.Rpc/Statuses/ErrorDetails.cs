using Bench.Rpc.Standard.Errors;
using Google.Protobuf.WellKnownTypes;

namespace Bench.Rpc.Statuses;

/// <summary>The details that errors carry for programs.</summary>
public static class ErrorDetails
{
    /// <summary>The domain of the reasons that this program gives.</summary>
    public const string Domain = "bench";

    public static BadRequest Field(string field, string description) =>
        new()
        {
            FieldViolations =
            {
                new BadRequest.Types.FieldViolation { Field = field, Description = description },
            },
        };

    /// <param name="reason">In upper case with underscores, such as <c>RUN_SEALED</c>.</param>
    public static ErrorInfo Reason(string reason) => new() { Reason = reason, Domain = Domain };

    /// <param name="type">What kind of thing, such as <c>run</c>.</param>
    public static ResourceInfo Resource(string type, string name) =>
        new() { ResourceType = type, ResourceName = name };

    public static RetryInfo RetryAfter(TimeSpan delay) =>
        new() { RetryDelay = Duration.FromTimeSpan(delay) };
}
