using Bench.Model.Decisions;
using Microsoft.Extensions.Logging;

namespace Bench.Coordinator.Hosting;

/// <summary>What is logged of led runs. Words that come from elsewhere are values of the log, never part of its text.</summary>
internal static partial class LedLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Run}: leading")]
    public static partial void Leading(ILogger log, string run);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Run}: {Note}")]
    public static partial void Note(ILogger log, string run, string note);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Run}: sealed ({Reason})")]
    public static partial void Sealed(ILogger log, string run, SealReason reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Run}: led no more here")]
    public static partial void Left(ILogger log, string run);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "{Run}: led no more here, as leading it failed"
    )]
    public static partial void Failed(ILogger log, string run, Exception error);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Run}: this log could not be put into the bucket: {Problem}"
    )]
    public static partial void NotKept(ILogger log, string run, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Run}/{Vm}: connected, epoch {Epoch}")]
    public static partial void Connected(ILogger log, string run, string vm, int epoch);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Run}/{Vm}: connection ended")]
    public static partial void Disconnected(ILogger log, string run, string vm);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Run}: cannot be looked at: {Problem}")]
    public static partial void Unreadable(ILogger log, string run, string problem);
}
