using System.Text.Json;

namespace Bench.Fio.Output;

/// <summary>Steps of the reader that end in a typed error where the bytes end too early.</summary>
internal static class FioTokens
{
    public static JsonTokenType Next(ref Utf8JsonReader reader) =>
        reader.Read() ? reader.TokenType : throw Truncated();

    /// <summary>Moves to the next property name, or to the end of the object and says false.</summary>
    public static bool NextProperty(ref Utf8JsonReader reader) =>
        Next(ref reader) switch
        {
            JsonTokenType.PropertyName => true,
            JsonTokenType.EndObject => false,
            _ => throw Malformed("an object was expected"),
        };

    public static void Expect(ref Utf8JsonReader reader, JsonTokenType expected)
    {
        if (Next(ref reader) != expected)
        {
            throw Malformed($"{expected} was expected");
        }
    }

    public static void SkipValue(ref Utf8JsonReader reader)
    {
        Next(ref reader);
        if (!reader.TrySkip())
        {
            throw Truncated();
        }
    }

    public static string Text(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.String);
        return reader.GetString()!;
    }

    /// <summary>fio counts in unsigned 64 bits and starts a minimum at their top.</summary>
    public static long Whole(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.Number);
        if (reader.TryGetInt64(out var value))
        {
            return value;
        }
        return reader.TryGetUInt64(out _)
            ? long.MaxValue
            : throw Malformed("a whole number was expected");
    }

    public static double Real(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.Number);
        return reader.GetDouble();
    }

    public static FioOutputException Malformed(string what) =>
        new(FioOutputFault.Malformed, $"The output of fio is not as fio 3 writes it: {what}.");

    private static FioOutputException Truncated() =>
        new(FioOutputFault.Truncated, "The output of fio breaks off.");
}
