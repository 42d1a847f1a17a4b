using Google.Protobuf.Reflection;

namespace Router.Host.Grpc.Services;

/// <summary>Finds the file that a name is declared in.</summary>
internal sealed class DescriptorIndex
{
    private readonly Dictionary<string, FileDescriptor> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptor> _symbols = new(StringComparer.Ordinal);

    public DescriptorIndex(IEnumerable<FileDescriptor> files)
    {
        foreach (var file in Closure(files))
        {
            _files[file.Name] = file;
            foreach (var symbol in Symbols(file)) _symbols[symbol] = file;
        }
    }

    /// <summary>The file of a name; null when there is none.</summary>
    public FileDescriptor? ByName(string name) => _files.GetValueOrDefault(name);

    /// <summary>The file that declares a symbol, such as <c>router.v1.Router.Route</c>; null when there is none.</summary>
    public FileDescriptor? BySymbol(string symbol) => _symbols.GetValueOrDefault(symbol);

    /// <summary>Files and all that they import, each once.</summary>
    public static IReadOnlyCollection<FileDescriptor> Closure(IEnumerable<FileDescriptor> files)
    {
        var found = new Dictionary<string, FileDescriptor>(StringComparer.Ordinal);
        var open = new Stack<FileDescriptor>(files);
        while (open.TryPop(out var file))
        {
            if (!found.TryAdd(file.Name, file)) continue;
            foreach (var import in file.Dependencies) open.Push(import);
        }
        return found.Values;
    }

    private static IEnumerable<string> Symbols(FileDescriptor file) =>
        [
            .. file.MessageTypes.SelectMany(Symbols),
            .. file.EnumTypes.SelectMany(Symbols),
            .. file.Services.SelectMany(service => service.Methods.Select(method => method.FullName).Append(service.FullName)),
        ];

    private static IEnumerable<string> Symbols(MessageDescriptor message) =>
        [
            message.FullName,
            .. message.Fields.InDeclarationOrder().Select(field => field.FullName),
            .. message.Oneofs.Select(oneof => oneof.FullName),
            .. message.NestedTypes.SelectMany(Symbols),
            .. message.EnumTypes.SelectMany(Symbols),
        ];

    private static IEnumerable<string> Symbols(EnumDescriptor type) => type.Values.Select(value => value.FullName).Append(type.FullName);
}
