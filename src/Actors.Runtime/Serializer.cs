using Actors.Runtime.Configuration;

namespace Actors.Runtime;

/// <summary>
/// Turns messages into bytes and back. Registered in HOCON: <c>akka.actor.serializers</c> names it, <c>serialization-bindings</c> says for
/// which types, <c>serialization-identifiers</c> gives the number that stands for it on the wire.
/// </summary>
public abstract class Serializer
{
    /// <summary>The system that the messages belong to.</summary>
    protected readonly ExtendedActorSystem system;

    private readonly Lazy<int> _identifier;

    /// <summary>Called by the engine.</summary>
    protected Serializer(ExtendedActorSystem system)
    {
        this.system = system;
        _identifier = new Lazy<int>(() => Serialization.IdentifierFromConfig(GetType(), system.Settings.Config));
    }

    /// <summary>The number that stands for the serialiser on the wire; from the configuration unless overridden.</summary>
    /// <exception cref="ConfigurationException">The configuration has none.</exception>
    public virtual int Identifier => _identifier.Value;

    /// <summary>Whether bytes need a description of their type beside them.</summary>
    public abstract bool IncludeManifest { get; }

    /// <summary>Turns a message into bytes.</summary>
    public abstract byte[] ToBinary(object obj);

    /// <summary>Turns bytes back into a message of a type.</summary>
    public abstract object FromBinary(byte[] bytes, Type type);
}

/// <summary>A serialiser that describes the type of a message by a text of its own choice.</summary>
public abstract class SerializerWithStringManifest : Serializer
{
    /// <summary>Called by the engine.</summary>
    protected SerializerWithStringManifest(ExtendedActorSystem system)
        : base(system)
    {
    }

    /// <summary>Always true.</summary>
    public sealed override bool IncludeManifest => true;

    /// <summary>Reads with the manifest that stands for the type's name.</summary>
    public sealed override object FromBinary(byte[] bytes, Type type) => FromBinary(bytes, $"{type.FullName}, {type.Assembly.GetName().Name}");

    /// <summary>Turns bytes back into a message.</summary>
    /// <param name="bytes">What <see cref="Serializer.ToBinary"/> made.</param>
    /// <param name="manifest">What <see cref="Manifest"/> said of it.</param>
    public abstract object FromBinary(byte[] bytes, string manifest);

    /// <summary>The text that stands for the message's type on the wire; short and never changed.</summary>
    public abstract string Manifest(object o);
}
