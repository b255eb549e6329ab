using System.Collections.Immutable;
using Google.Protobuf.Reflection;

namespace Bench.Rpc.Reflection;

/// <summary>Finds files of a contract by their own names and by the full names of what is in them.</summary>
internal sealed class DescriptorIndex
{
    private readonly Dictionary<string, FileDescriptor> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptor> _symbols = new(StringComparer.Ordinal);
    private readonly HashSet<string> _messages = new(StringComparer.Ordinal);

    public DescriptorIndex(IReadOnlyList<ServiceDescriptor> services)
    {
        Services =
        [
            .. services
                .Select(it => it.FullName)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
        foreach (var file in services.SelectMany(it => WithImports(it.File)))
        {
            if (_files.TryAdd(file.Name, file))
            {
                Add(file);
            }
        }
    }

    /// <summary>Full names, in order.</summary>
    public ImmutableArray<string> Services { get; }

    public FileDescriptor? FileNamed(string name) => _files.GetValueOrDefault(name);

    /// <param name="symbol">The full name of a service, method, message, field, enum or enum value.</param>
    public FileDescriptor? FileWith(string symbol) => _symbols.GetValueOrDefault(symbol);

    public bool HasMessage(string name) => _messages.Contains(name);

    /// <summary>A file, then each file it needs, once.</summary>
    public static IEnumerable<FileDescriptor> WithImports(FileDescriptor file)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var left = new Queue<FileDescriptor>([file]);
        while (left.TryDequeue(out var next))
        {
            if (!seen.Add(next.Name))
            {
                continue;
            }
            yield return next;
            foreach (var import in next.Dependencies)
            {
                left.Enqueue(import);
            }
        }
    }

    private void Add(FileDescriptor file)
    {
        foreach (var service in file.Services)
        {
            _symbols[service.FullName] = file;
            AddAll(service.Methods, file);
        }
        foreach (var message in file.MessageTypes)
        {
            Add(message, file);
        }
        foreach (var type in file.EnumTypes)
        {
            Add(type, file);
        }
    }

    private void Add(MessageDescriptor message, FileDescriptor file)
    {
        _symbols[message.FullName] = file;
        _messages.Add(message.FullName);
        AddAll(message.Fields.InDeclarationOrder(), file);
        AddAll(message.Oneofs, file);
        foreach (var nested in message.NestedTypes)
        {
            Add(nested, file);
        }
        foreach (var nested in message.EnumTypes)
        {
            Add(nested, file);
        }
    }

    private void Add(EnumDescriptor type, FileDescriptor file)
    {
        _symbols[type.FullName] = file;
        AddAll(type.Values, file);
    }

    private void AddAll(IEnumerable<IDescriptor> symbols, FileDescriptor file)
    {
        foreach (var symbol in symbols)
        {
            _symbols[symbol.FullName] = file;
        }
    }
}
