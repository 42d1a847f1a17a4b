using Actors.Runtime.Configuration;

namespace Actors.Runtime.Internal;

/// <summary>Serialisers by name and number, and the types they are bound to.</summary>
internal sealed class SerializerTable
{
    private readonly List<(Type Type, Serializer Serializer)> _bindings = [];

    internal Dictionary<string, Serializer> ByName { get; } = new(StringComparer.Ordinal);

    internal Dictionary<int, Serializer> ById { get; } = [];

    /// <exception cref="ConfigurationException">The number is taken.</exception>
    internal void Add(string name, Serializer serializer)
    {
        ByName.Add(name, serializer);
        if (!ById.TryAdd(serializer.Identifier, serializer))
        {
            throw new ConfigurationException(
                $"The serializers {ById[serializer.Identifier].GetType()} and {serializer.GetType()} have the same identifier {serializer.Identifier}");
        }
    }

    internal void Bind(Type type, Serializer serializer) => _bindings.Add((type, serializer));

    /// <summary>That of the bound type to which no other bound type of the object is assignable.</summary>
    internal Serializer? FindFor(Type type)
    {
        (Type Type, Serializer Serializer)? best = null;
        foreach (var binding in _bindings)
        {
            if (binding.Type.IsAssignableFrom(type) && (best is null || best.Value.Type.IsAssignableFrom(binding.Type))) best = binding;
        }
        return best?.Serializer;
    }
}
