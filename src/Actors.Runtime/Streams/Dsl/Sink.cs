using System.Collections.Immutable;
using Actors.Runtime.Streams.Internal;

namespace Actors.Runtime.Streams.Dsl;

/// <summary>Makes sinks.</summary>
public static class Sink
{
    /// <summary>Runs an action for each element; what it throws fails the stream.</summary>
    /// <returns>Materialises a task that ends with the stream.</returns>
    public static Sink<TIn, Task<Done>> ForEach<TIn>(Action<TIn> action) => new(
        (graph, upstream) => new ConsumerStage<TIn, Done>(graph, upstream, action, static () => Done.Instance).Ended);

    /// <summary>Takes all elements and forgets them.</summary>
    /// <returns>Materialises a task that ends with the stream.</returns>
    public static Sink<TIn, Task<Done>> Ignore<TIn>() => ForEach<TIn>(static _ => { });

    /// <summary>Collects all elements, however many there are.</summary>
    /// <returns>Materialises a task that ends with the stream and has them.</returns>
    public static Sink<TIn, Task<IImmutableList<TIn>>> Seq<TIn>() => new((graph, upstream) =>
    {
        var elements = ImmutableList.CreateBuilder<TIn>();
        return new ConsumerStage<TIn, IImmutableList<TIn>>(graph, upstream, elements.Add, elements.ToImmutable).Ended;
    });
}

/// <summary>A blueprint with one open inlet.</summary>
/// <typeparam name="TIn">What goes in.</typeparam>
/// <typeparam name="TMat">What whoever runs it gets in hand.</typeparam>
public sealed class Sink<TIn, TMat> : IGraph<SinkShape<TIn>, TMat>
{
    internal Sink(Func<GraphInterpreter, Link<TIn>, TMat> build) => Build = build;

    /// <summary>Adds the stages to a stream, behind what there is of it.</summary>
    internal Func<GraphInterpreter, Link<TIn>, TMat> Build { get; }

    /// <summary>Runs a source into the sink.</summary>
    /// <returns>What the source materialises.</returns>
    public TMat2 RunWith<TMat2>(IGraph<SourceShape<TIn>, TMat2> source, IMaterializer materializer) =>
        Blueprint.Of(source).To(this).Run(materializer);
}
