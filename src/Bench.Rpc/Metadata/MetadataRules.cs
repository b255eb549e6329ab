namespace Bench.Rpc.Metadata;

/// <summary>What may go into metadata, and which headers are the protocol's own.</summary>
internal static class MetadataRules
{
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "accept-encoding",
        "connection",
        "content-length",
        "content-type",
        "date",
        "host",
        "keep-alive",
        "proxy-connection",
        "server",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    };

    public static bool IsBinary(string name) => name.EndsWith("-bin", StringComparison.Ordinal);

    public static bool IsReserved(string name) =>
        name.StartsWith("grpc-", StringComparison.Ordinal)
        || name.StartsWith(':')
        || Reserved.Contains(name);

    public static void CheckName(string name)
    {
        if (name.Length is 0 || !name.All(IsNameCharacter))
        {
            throw new ArgumentException(
                $"The metadata name '{name}' has other characters than 0-9 a-z _ - . in it.",
                nameof(name)
            );
        }
        if (IsReserved(name))
        {
            throw new ArgumentException(
                $"The metadata name '{name}' is the protocol's own.",
                nameof(name)
            );
        }
    }

    public static void CheckText(string name, string value)
    {
        // The value itself may be a secret: only its name is told.
        if (
            !value.All(it => it is >= ' ' and <= '~')
            || value.StartsWith(' ')
            || value.EndsWith(' ')
        )
        {
            throw new ArgumentException(
                $"The value of '{name}' is not printable ASCII, or begins or ends with a space; use a name that ends in -bin.",
                nameof(value)
            );
        }
    }

    private static bool IsNameCharacter(char it) =>
        it is (>= '0' and <= '9') or (>= 'a' and <= 'z') or '_' or '-' or '.';
}
