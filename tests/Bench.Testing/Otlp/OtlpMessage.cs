using Google.Protobuf;

namespace Bench.Testing.Otlp;

/// <summary>A protobuf message read field by field, as it stands on the wire.</summary>
internal sealed class OtlpMessage
{
    private readonly List<(int Field, object Value)> _fields = [];

    public OtlpMessage(ReadOnlyMemory<byte> bytes)
    {
        using var input = new CodedInputStream(bytes.ToArray());
        while (input.ReadTag() is var tag && tag != 0)
        {
            object value = WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Varint => input.ReadUInt64(),
                WireFormat.WireType.Fixed64 => input.ReadFixed64(),
                WireFormat.WireType.Fixed32 => (ulong)input.ReadFixed32(),
                WireFormat.WireType.LengthDelimited => input.ReadBytes(),
                var other => throw new InvalidDataException($"wire type {other} in OTLP"),
            };
            _fields.Add((WireFormat.GetTagFieldNumber(tag), value));
        }
    }

    public IEnumerable<OtlpMessage> Messages(int field) =>
        Values<ByteString>(field).Select(bytes => new OtlpMessage(bytes.Memory));

    public OtlpMessage? Message(int field) => Messages(field).LastOrDefault();

    public string Text(int field) =>
        Values<ByteString>(field).LastOrDefault()?.ToStringUtf8() ?? "";

    public string Hex(int field) =>
        Convert.ToHexStringLower(
            (Values<ByteString>(field).LastOrDefault() ?? ByteString.Empty).Span
        );

    public ulong Number(int field) => Values<ulong>(field).LastOrDefault();

    public double Double(int field) => BitConverter.UInt64BitsToDouble(Number(field));

    public bool Has(int field) => _fields.Any(one => one.Field == field);

    /// <summary>The attributes of a field, as text.</summary>
    public IReadOnlyDictionary<string, string> Attributes(int field) =>
        Messages(field).ToDictionary(pair => pair.Text(1), pair => ValueOf(pair.Message(2)!));

    private static string ValueOf(OtlpMessage any) =>
        any.Has(1) ? any.Text(1)
        : any.Has(2) ? (any.Number(2) == 1 ? "true" : "false")
        : any.Has(3)
            ? ((long)any.Number(3)).ToString(System.Globalization.CultureInfo.InvariantCulture)
        : any.Double(4).ToString("R", System.Globalization.CultureInfo.InvariantCulture);

    private IEnumerable<T> Values<T>(int field) =>
        _fields.Where(one => one.Field == field).Select(one => one.Value).OfType<T>();
}
