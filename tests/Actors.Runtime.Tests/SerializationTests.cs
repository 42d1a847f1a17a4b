using System.Runtime.Serialization;
using System.Text;
using Actors.Runtime.Configuration;

namespace Actors.Runtime.Tests;

public sealed class SerializationTests : RuntimeTest
{
    private const string Prefix = "Actors.Runtime.Tests.SerializationTests+";
    private const string Suffix = ", Actors.Runtime.Tests";

    private const string Config = $$"""
        akka.actor {
          serializers {
            text = "{{Prefix}}TextSerializer{{Suffix}}"
            special = "{{Prefix}}SpecialSerializer{{Suffix}}"
          }
          serialization-bindings {
            "{{Prefix}}IMessage{{Suffix}}" = text
            "{{Prefix}}Special{{Suffix}}" = special
          }
          serialization-identifiers {
            "{{Prefix}}TextSerializer{{Suffix}}" = 101
            "{{Prefix}}SpecialSerializer{{Suffix}}" = 102
          }
        }
        """;

    public SerializationTests()
        : base(Config)
    {
    }

    private interface IMessage;

    [Fact]
    public void A_message_comes_back_from_its_bytes_identifier_and_manifest()
    {
        var message = new Plain("hello");
        var serializer = Sys.Serialization.FindSerializerFor(message);

        var bytes = Sys.Serialization.Serialize(message);
        var manifest = Serialization.ManifestFor(serializer, message);

        Assert.Equal(101, serializer.Identifier);
        Assert.Equal("P", manifest);
        Assert.Equal(message, Sys.Serialization.Deserialize(bytes, serializer.Identifier, manifest));
    }

    [Fact]
    public void The_most_special_binding_wins()
    {
        Assert.IsType<SpecialSerializer>(Sys.Serialization.FindSerializerForType(typeof(Special)));
        Assert.IsType<TextSerializer>(Sys.Serialization.FindSerializerForType(typeof(Plain)));
    }

    [Fact]
    public void A_type_that_is_not_bound_is_refused_by_name()
    {
        var error = Assert.Throws<SerializationException>(() => Sys.Serialization.FindSerializerFor(1));

        Assert.Contains("System.Int32", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_identifier_that_nobody_has_is_refused()
    {
        var error = Assert.Throws<SerializationException>(() => Sys.Serialization.Deserialize([], 7, "P"));

        Assert.Contains("7", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reference_comes_back_as_the_same_actor()
    {
        var echo = Sys.ActorOf(Props.Create<Echo>(), "echo");

        var path = Serialization.SerializedActorPath(echo);

        Assert.Equal($"akka://test/user/echo#{echo.Path.Uid}", path);
        Assert.Same(echo, Sys.Serialization.DeserializeActorRef(path));
    }

    [Fact]
    public void A_reference_to_an_earlier_actor_of_a_name_does_not_reach_the_next()
    {
        var first = Sys.ActorOf(Props.Create<Echo>(), "echo");
        var path = Serialization.SerializedActorPath(first);
        Watch(first);
        Sys.Stop(first);
        ExpectTerminated(first);
        // The name is free once the parent has heard of the end too, which may be after the watcher.
        AwaitAssert(() => Sys.ActorOf(Props.Create<Echo>(), "echo"));
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));

        Sys.Serialization.DeserializeActorRef(path).Tell("hello");

        Assert.Equal("hello", ExpectMsg<DeadLetter>().Message);
    }

    [Fact]
    public void What_is_no_path_is_dead_letters_and_nothing_is_nobody()
    {
        Assert.Same(Sys.DeadLetters, Sys.Serialization.DeserializeActorRef("no path"));
        Assert.Same(ActorRefs.Nobody, Sys.Serialization.DeserializeActorRef(Serialization.SerializedActorPath(ActorRefs.Nobody)));
        Assert.Same(Sys.DeadLetters, Sys.Serialization.DeserializeActorRef(Serialization.SerializedActorPath(Sys.DeadLetters)));
    }

    [Theory]
    [InlineData("serializers.text = \"No.Such, Type\"", "which is no serializer that can be loaded")]
    [InlineData("serialization-bindings { \"No.Such, Type\" = text }", "which is no type that can be loaded")]
    [InlineData("serialization-bindings { \"System.String\" = other }", "binds 'System.String' to 'other'")]
    [InlineData("serialization-identifiers { \"" + Prefix + "SpecialSerializer" + Suffix + "\" = 101 }", "have the same identifier 101")]
    public async Task A_wrong_registration_is_refused_by_key_and_value(string wrong, string message)
    {
        var config = ConfigurationFactory.ParseString($"akka.actor {{ {wrong} }}").WithFallback(ConfigurationFactory.ParseString(Config));
        using var system = ActorSystem.Create("wrong", config);

        var error = Assert.Throws<ConfigurationException>(() => system.Serialization.FindSerializerForType(typeof(Plain)));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        await system.Terminate();
    }

    private sealed record Plain(string Text) : IMessage;

    private sealed record Special(string Text) : IMessage;

    private sealed class TextSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
    {
        public override string Manifest(object o) => "P";

        public override byte[] ToBinary(object obj) => Encoding.UTF8.GetBytes(((Plain)obj).Text);

        public override object FromBinary(byte[] bytes, string manifest) => manifest == "P"
            ? new Plain(Encoding.UTF8.GetString(bytes))
            : throw new SerializationException($"Manifest '{manifest}' is not known");
    }

    private sealed class SpecialSerializer(ExtendedActorSystem system) : Serializer(system)
    {
        public override bool IncludeManifest => false;

        public override byte[] ToBinary(object obj) => [];

        public override object FromBinary(byte[] bytes, Type type) => new Special("");
    }
}
