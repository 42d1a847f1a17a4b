using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Serialization;
using Actors.Runtime.Configuration;
using Actors.Runtime.Internal;

namespace Actors.Runtime;

/// <summary>The serialisers of a system, as its configuration names them. There is no serialiser for a type that is not bound.</summary>
public class Serialization
{
    private const string Serializers = "akka.actor.serializers";
    private const string Bindings = "akka.actor.serialization-bindings";
    private const string Identifiers = "akka.actor.serialization-identifiers";

    private readonly ActorSystemImpl _system;
    private readonly Lazy<SerializerTable> _table;
    private readonly ConcurrentDictionary<Type, Serializer> _byType = new();

    internal Serialization(ActorSystemImpl system)
    {
        _system = system;
        _table = new Lazy<SerializerTable>(Load);
    }

    /// <summary>The system.</summary>
    public ExtendedActorSystem System => _system;

    /// <summary>What a serialiser says of a message's type; empty when it needs nothing.</summary>
    public static string ManifestFor(Serializer s, object msg) => s switch
    {
        SerializerWithStringManifest own => own.Manifest(msg),
        { IncludeManifest: true } => $"{msg.GetType().FullName}, {msg.GetType().Assembly.GetName().Name}",
        _ => string.Empty,
    };

    /// <summary>A text that stands for an actor in messages to others.</summary>
    public static string SerializedActorPath(IActorRef actorRef) =>
        ActorRefs.Nobody.Equals(actorRef) ? string.Empty : actorRef.Path.ToSerializationFormat();

    /// <summary>The actor that a text of <see cref="SerializedActorPath"/> stands for; dead letters when it is no path.</summary>
    public IActorRef DeserializeActorRef(string path)
    {
        if (string.IsNullOrEmpty(path)) return ActorRefs.Nobody;
        return ActorPath.TryParse(path, out var parsed) ? _system.Resolve(parsed) : _system.DeadLetters;
    }

    /// <summary>Turns a message into bytes with the serialiser of its type.</summary>
    /// <exception cref="SerializationException">Its type is not bound.</exception>
    public byte[] Serialize(object o) => FindSerializerFor(o).ToBinary(o);

    /// <summary>Turns bytes back into a message.</summary>
    /// <exception cref="SerializationException">There is no serialiser of that number, or it does not know the manifest.</exception>
    public object Deserialize(byte[] bytes, int serializerId, string manifest)
    {
        if (!_table.Value.ById.TryGetValue(serializerId, out var serializer))
            throw new SerializationException($"No serializer has the identifier {serializerId} (manifest '{manifest}')");
        if (serializer is SerializerWithStringManifest own) return own.FromBinary(bytes, manifest);
        var type = manifest.Length == 0 ? typeof(object) : Type.GetType(manifest)
            ?? throw new SerializationException($"The manifest '{manifest}' for serializer {serializerId} names no type that can be loaded");
        return serializer.FromBinary(bytes, type);
    }

    /// <summary>Turns bytes back into a message of a type.</summary>
    /// <exception cref="SerializationException">There is no serialiser of that number.</exception>
    public object Deserialize(byte[] bytes, int serializerId, Type type) =>
        _table.Value.ById.TryGetValue(serializerId, out var serializer)
            ? serializer.FromBinary(bytes, type)
            : throw new SerializationException($"No serializer has the identifier {serializerId} (type {type})");

    /// <summary>The serialiser of a message.</summary>
    /// <exception cref="SerializationException">Its type is not bound.</exception>
    public Serializer FindSerializerFor(object obj, string? defaultSerializerName = null) => FindSerializerForType(obj.GetType(), defaultSerializerName);

    /// <summary>The serialiser of a type: that of the most special type it is bound by.</summary>
    /// <exception cref="SerializationException">The type is not bound and no serialiser has the name given.</exception>
    public Serializer FindSerializerForType(Type objectType, string? defaultSerializerName = null)
    {
        if (_byType.TryGetValue(objectType, out var known)) return known;
        if (_table.Value.FindFor(objectType) is { } found) return _byType.GetOrAdd(objectType, found);
        if (defaultSerializerName is not null && _table.Value.ByName.TryGetValue(defaultSerializerName, out var standard)) return standard;
        throw new SerializationException($"No serializer is bound to {objectType}; bind one in {Bindings}");
    }

    internal static int IdentifierFromConfig(Type type, Config config)
    {
        foreach (var (name, value) in Entries(config, Identifiers))
        {
            if (Type.GetType(name) == type) return value.GetInt();
        }
        throw new ConfigurationException($"{Identifiers} has no entry for {type.FullName}, {type.Assembly.GetName().Name}");
    }

    private static IEnumerable<KeyValuePair<string, HoconValue>> Entries(Config config, string path) =>
        config.HasPath(path) ? config.GetConfig(path).AsEnumerable() : [];

    private SerializerTable Load()
    {
        var config = _system.Settings.Config;
        var table = new SerializerTable();
        foreach (var (name, value) in Entries(config, Serializers)) table.Add(name, Make($"{Serializers}.{name}", value.GetString() ?? string.Empty));
        foreach (var (name, value) in Entries(config, Bindings))
        {
            var type = Type.GetType(name) ?? throw new ConfigurationException($"{Bindings} names '{name}', which is no type that can be loaded");
            var serializerName = value.GetString() ?? string.Empty;
            if (!table.ByName.TryGetValue(serializerName, out var serializer))
                throw new ConfigurationException($"{Bindings} binds '{name}' to '{serializerName}', which {Serializers} does not have");
            table.Bind(type, serializer);
        }
        return table;
    }

    private Serializer Make(string key, string typeName)
    {
        var type = Type.GetType(typeName);
        if (type?.IsAssignableTo(typeof(Serializer)) != true)
            throw new ConfigurationException($"{key} is '{typeName}', which is no serializer that can be loaded");
        const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DoNotWrapExceptions;
        return (Serializer)Activator.CreateInstance(type, Any, null, [_system], null)!;
    }
}
