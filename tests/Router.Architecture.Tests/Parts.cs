using System.Reflection;

namespace Router.Architecture.Tests;

/// <summary>The assemblies of the product, in the order in which they may refer to each other.</summary>
internal static class Parts
{
    /// <summary>Each assembly with those that it may refer to; what those may, it may too.</summary>
    public static IReadOnlyDictionary<string, string[]> Above { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Router.Contracts"] = [],
        ["Router.Language"] = ["Router.Contracts"],
        ["Router.Inference"] = ["Router.Language"],
        ["Actors.Backbone"] = ["Router.Inference"],
        ["Actors.Subsystems"] = ["Router.Inference"],
        ["Actors.Ranker"] = ["Router.Inference"],
        ["Router.Sessions"] = ["Router.Language"],
        ["Router.Host"] = ["Actors.Backbone", "Actors.Subsystems", "Actors.Ranker", "Router.Sessions"],
        ["router"] = ["Router.Host"],
    };

    /// <summary>The names of all assemblies.</summary>
    public static TheoryData<string> Names => [.. Above.Keys];

    /// <summary>An assembly of the product.</summary>
    public static Assembly Load(string name) => Assembly.Load(new AssemblyName(name));

    /// <summary>All that an assembly may refer to.</summary>
    public static IReadOnlySet<string> AllowedFor(string name)
    {
        var allowed = new HashSet<string>(Above[name], StringComparer.Ordinal);
        foreach (var direct in Above[name]) allowed.UnionWith(AllowedFor(direct));
        return allowed;
    }

    /// <summary>The product's types that people wrote: none that the compiler or protoc made.</summary>
    public static IEnumerable<Type> Written(string name) => Load(name).GetTypes().Where(IsWritten);

    private static bool IsWritten(Type type) =>
        !type.Name.Contains('<', StringComparison.Ordinal)
        && type.Name != "Program"
        && type.Namespace?.StartsWith("Router", StringComparison.Ordinal) != false
        && type.GetCustomAttribute<System.Runtime.CompilerServices.CompilerGeneratedAttribute>() is null
        && !IsFromProto(type)
        && (type.DeclaringType is null || IsWritten(type.DeclaringType));

    private static bool IsFromProto(Type type) =>
        type.GetInterfaces().Any(i => i.FullName == "Google.Protobuf.IMessage") || type.Name.EndsWith("Reflection", StringComparison.Ordinal)
        || type.BaseType?.FullName?.StartsWith("Grpc.Core.ClientBase", StringComparison.Ordinal) == true;
}
