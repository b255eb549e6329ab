using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bench.Coordinator.Security;

/// <summary>
/// The operators' tokens of a service, one file that only its owner can read. It is read again when it has changed, so
/// a token that is taken out is worth nothing at once.
/// </summary>
public sealed class OperatorTokenFile(string path)
{
    private readonly Lock _gate = new();
    private IReadOnlyDictionary<string, OperatorToken> _tokens =
        new Dictionary<string, OperatorToken>();
    private (DateTime Written, long Length) _version;

    public string Path { get; } = path;

    /// <exception cref="SecurityConfigException">The file cannot be read.</exception>
    public IReadOnlyList<OperatorToken> Read() =>
        PrivateFile.TryRead(Path) is { } text ? Parse(text) : [];

    /// <exception cref="SecurityConfigException">The file cannot be read or written.</exception>
    public void Add(OperatorToken token) => Write([.. Read(), token]);

    /// <summary>Whether there was such a token.</summary>
    /// <exception cref="SecurityConfigException">The file cannot be read or written.</exception>
    public bool Remove(string id)
    {
        var before = Read();
        Write([.. before.Where(token => token.Id != id)]);
        return before.Any(token => token.Id == id);
    }

    /// <summary>A file that cannot be read now lets nobody in.</summary>
    internal OperatorToken? Find(string id)
    {
        lock (_gate)
        {
            var info = new FileInfo(Path);
            var version = info.Exists ? (info.LastWriteTimeUtc, info.Length) : default;
            if (version != _version)
            {
                _version = version;
                try
                {
                    _tokens = Read().ToDictionary(token => token.Id, StringComparer.Ordinal);
                }
                catch (SecurityConfigException)
                {
                    _tokens = new Dictionary<string, OperatorToken>();
                }
            }
            return _tokens.GetValueOrDefault(id);
        }
    }

    private void Write(IReadOnlyList<OperatorToken> tokens) =>
        PrivateFile.Write(
            Path,
            JsonSerializer.Serialize(tokens, TokenJson.Default.IReadOnlyListOperatorToken) + "\n"
        );

    private IReadOnlyList<OperatorToken> Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, TokenJson.Default.IReadOnlyListOperatorToken)
                ?? [];
        }
        catch (JsonException e)
        {
            throw new SecurityConfigException(
                $"{Path} is not a file of operators' tokens; delete it and make tokens anew by 'bench coordinator token'",
                e
            );
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    WriteIndented = true
)]
[JsonSerializable(typeof(IReadOnlyList<OperatorToken>))]
internal sealed partial class TokenJson : JsonSerializerContext;
