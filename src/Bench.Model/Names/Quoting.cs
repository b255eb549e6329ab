using System.Buffers;

namespace Bench.Model.Names;

/// <summary>Words for command lines that users are told to type.</summary>
public static class Quoting
{
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:,=@%+"
    );

    /// <summary>The word as a shell takes it: a bucket's URI has a query, and with it '?' and '&amp;'.</summary>
    public static string ForShell(string word) =>
        word.Length > 0 && !word.AsSpan().ContainsAnyExcept(Plain)
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
