using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Bench.Host.Logs;

/// <summary>A line of a log in the form that Serilog's files have.</summary>
public static class LogLine
{
    /// <summary>What Microsoft's loggers call the template.</summary>
    private const string Template = "{OriginalFormat}";

    /// <param name="level">As Serilog names it.</param>
    public static string Write(
        DateTimeOffset at,
        string level,
        string message,
        IEnumerable<(string Name, string Value)> properties,
        Exception? exception,
        LogRedaction redaction
    )
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("Timestamp", at);
            json.WriteString("Level", level);
            json.WriteString("RenderedMessage", redaction.Clean(message));
            if (exception is not null)
            {
                json.WriteString("Exception", redaction.Clean(exception.ToString()));
            }
            json.WriteStartObject("Properties");
            foreach (var (name, value) in properties)
            {
                if (name != Template)
                {
                    json.WriteString(name, redaction.Clean(value));
                }
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
