using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bench.Hub.Modules;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ModuleRecord))]
internal sealed partial class ModuleRecordJson : JsonSerializerContext;
