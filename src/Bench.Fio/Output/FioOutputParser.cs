using System.Text.Json;

namespace Bench.Fio.Output;

/// <summary>Reads what fio 3 writes with <c>--output-format=json+</c>, in one pass over its bytes.</summary>
public static class FioOutputParser
{
    /// <summary>Warnings before the JSON and text after it are skipped.</summary>
    /// <exception cref="FioOutputException">The output is empty, broken off, broken or in old units.</exception>
    public static FioResult Parse(ReadOnlySpan<byte> output)
    {
        var json = output[StartOfJson(output)..];
        // Not declared final, so that an output that breaks off is told apart from one that is broken.
        var reader = new Utf8JsonReader(json, isFinalBlock: false, state: default);
        try
        {
            FioTokens.Next(ref reader);
            return ReadResult(ref reader);
        }
        catch (Exception e)
            when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw new FioOutputException(
                FioOutputFault.Malformed,
                $"The output of fio is not valid JSON: {e.Message}",
                e
            );
        }
    }

    private static int StartOfJson(ReadOnlySpan<byte> output)
    {
        if (output.Trim(" \t\r\n"u8).IsEmpty)
        {
            throw new FioOutputException(FioOutputFault.Empty, "fio wrote no output.");
        }
        if (output[0] == (byte)'{')
        {
            return 0;
        }
        var line = output.IndexOf("\n{"u8);
        return line >= 0
            ? line + 1
            : throw new FioOutputException(
                FioOutputFault.NoJson,
                "The output of fio holds no JSON."
            );
    }

    private static FioResult ReadResult(ref Utf8JsonReader reader)
    {
        string? version = null;
        List<FioJob>? jobs = null;
        while (FioTokens.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("fio version"u8))
            {
                version = FioTokens.Text(ref reader);
            }
            else if (reader.ValueTextEquals("jobs"u8))
            {
                jobs = ReadJobs(ref reader);
            }
            else
            {
                FioTokens.SkipValue(ref reader);
            }
        }
        return version is not null && jobs is { Count: > 0 }
            ? new FioResult(version, jobs)
            : throw FioTokens.Malformed("it names no fio version or no jobs");
    }

    private static List<FioJob> ReadJobs(ref Utf8JsonReader reader)
    {
        var jobs = new List<FioJob>();
        FioTokens.Expect(ref reader, JsonTokenType.StartArray);
        while (FioTokens.Next(ref reader) == JsonTokenType.StartObject)
        {
            jobs.Add(ReadJob(ref reader));
        }
        return jobs;
    }

    private static FioJob ReadJob(ref Utf8JsonReader reader)
    {
        string? name = null;
        int? error = null;
        long ignored = 0;
        var group = 0;
        FioDirection? read = null;
        FioDirection? write = null;
        FioDirection? trim = null;
        FioDirection? mixed = null;
        FioLatency? sync = null;
        while (FioTokens.NextProperty(ref reader))
        {
            switch (reader.GetString())
            {
                case "jobname":
                    name = FioTokens.Text(ref reader);
                    break;
                case "groupid":
                    group = (int)FioTokens.Whole(ref reader);
                    break;
                case "error":
                    error = (int)FioTokens.Whole(ref reader);
                    break;
                case "total_err":
                    ignored = FioTokens.Whole(ref reader);
                    break;
                case "read":
                    read = FioDirectionReader.Read(ref reader);
                    break;
                case "write":
                    write = FioDirectionReader.Read(ref reader);
                    break;
                case "trim":
                    trim = FioDirectionReader.Read(ref reader);
                    break;
                case "mixed":
                    mixed = FioDirectionReader.Read(ref reader);
                    break;
                case "sync":
                    sync = FioDirectionReader.ReadSync(ref reader);
                    break;
                default:
                    FioTokens.SkipValue(ref reader);
                    break;
            }
        }
        return name is not null && error is { } code
            ? new FioJob(name, group, code, read, write, trim, mixed, sync)
            {
                IgnoredErrors = ignored,
            }
            : throw FioTokens.Malformed("a job lacks its name or its error number");
    }
}
