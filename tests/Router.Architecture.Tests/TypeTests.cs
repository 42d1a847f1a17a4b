using Akka.Actor;
using Router.Contracts;

namespace Router.Architecture.Tests;

/// <summary>What holds for all types of the product.</summary>
public sealed class TypeTests
{
    /// <summary>Plain classes that decide: actors carry messages to them, and they know no actor.</summary>
    private static readonly string[] Deciding =
    [
        "Actors.Ranker:VerdictCollector", "Actors.Ranker:Ranking", "Actors.Backbone:WaitingQueries", "Actors.Backbone:LayerStateCache",
        "Router.Sessions:SpeechSession", "Router.Host:CommandRouting", "Actors.Subsystems:ShardAllocation", "Actors.Subsystems:ReplicaCalls",
        "Actors.Subsystems:BatchCall", "Actors.Subsystems:ReplicaDirectory", "Router.Contracts:HedgeDelays", "Actors.Backbone:EncodeCalls", "Actors.Backbone:DeviceDirectory",
    ];

    public static TheoryData<string> Decisions => [.. Deciding];

    [Theory]
    [MemberData(nameof(Parts.Names), MemberType = typeof(Parts))]
    public void A_class_is_sealed_unless_another_one_inherits_it(string name)
    {
        var types = Parts.Written(name).ToArray();
        var bases = types.Select(type => type.BaseType).OfType<Type>().Select(type => type.IsGenericType ? type.GetGenericTypeDefinition() : type).ToHashSet();
        Assert.DoesNotContain(types, type => type is { IsClass: true, IsSealed: false, IsAbstract: false } && !bases.Contains(type));
    }

    [Theory]
    [InlineData("Router.Contracts")]
    [InlineData("Router.Language")]
    [InlineData("Router.Inference")]
    public void A_project_below_the_actors_holds_none(string name) =>
        Assert.DoesNotContain(Parts.Load(name).GetTypes(), typeof(ActorBase).IsAssignableFrom);

    [Fact]
    public void What_crosses_nodes_is_a_sealed_record_that_cannot_be_changed()
    {
        var messages = Parts.Above.Keys.SelectMany(Parts.Written).Where(type => typeof(IWireMessage).IsAssignableFrom(type) && type.IsClass).ToArray();
        Assert.NotEmpty(messages);
        foreach (var message in messages)
        {
            Assert.True(message.IsSealed || message.IsAbstract, $"{message} is not sealed");
            Assert.DoesNotContain(message.GetProperties(), property => property.SetMethod is { IsPublic: true } setter && !IsInit(setter));
        }
    }

    [Theory]
    [MemberData(nameof(Decisions))]
    public void A_class_that_decides_knows_no_actor(string place)
    {
        var (name, type) = (place.Split(':')[0], place.Split(':')[1]);
        var types = Types.InAssembly(Parts.Load(name)).That().HaveName(type);
        Assert.NotEmpty(types.GetTypes());
        Assert.Empty(types.And().HaveDependencyOnAny("Akka").GetTypes().Select(found => found.FullName));
    }

    private static bool IsInit(System.Reflection.MethodInfo setter) =>
        setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit));
}
