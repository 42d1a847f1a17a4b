using Actors.Runtime.Streams.Internal;

namespace Actors.Runtime.Streams.Dsl;

/// <summary>Makes sources.</summary>
public static class Source
{
    /// <summary>Completes at once.</summary>
    public static Source<T, NotUsed> Empty<T>() => Of(graph => new EmptySource<T>(graph));

    /// <summary>One element.</summary>
    public static Source<T, NotUsed> Single<T>(T element) => From([element]);

    /// <summary>The elements of a sequence, which is gone through anew each time the source is run.</summary>
    public static Source<T, NotUsed> From<T>(IEnumerable<T> enumerable) => Of(graph => new EnumerableSource<T>(graph, enumerable));

    /// <summary>The elements of an asynchronous sequence, which is made anew each time the source is run.</summary>
    public static Source<T, NotUsed> From<T>(Func<IAsyncEnumerable<T>> asyncEnumerable) =>
        Of(graph => new AsyncEnumerableSource<T>(graph, asyncEnumerable));

    internal static Source<T, NotUsed> Of<T>(Func<GraphInterpreter, SourceStage<T>> make) =>
        new(graph => (make(graph).Out, NotUsed.Instance));
}

/// <summary>A blueprint with one open outlet.</summary>
/// <typeparam name="TOut">What comes out.</typeparam>
/// <typeparam name="TMat">What whoever runs it gets in hand.</typeparam>
public sealed class Source<TOut, TMat> : IGraph<SourceShape<TOut>, TMat>
{
    internal Source(Func<GraphInterpreter, (Link<TOut> Outlet, TMat Materialized)> build) => Build = build;

    /// <summary>Adds the stages to a stream.</summary>
    internal Func<GraphInterpreter, (Link<TOut> Outlet, TMat Materialized)> Build { get; }

    /// <summary>Goes on with a flow; what the flow materialises is dropped.</summary>
    public Source<T2, TMat> Via<T2, TMat2>(IGraph<FlowShape<TOut, T2>, TMat2> flow) => ViaMaterialized(flow, Keep.Left);

    /// <summary>Goes on with a flow; <paramref name="combine"/> makes the materialised value of both.</summary>
    public Source<TOut2, TMat3> ViaMaterialized<TOut2, TMat2, TMat3>(
        IGraph<FlowShape<TOut, TOut2>, TMat2> flow, Func<TMat, TMat2, TMat3> combine)
    {
        var next = Blueprint.Of(flow);
        return new Source<TOut2, TMat3>(graph =>
        {
            var (outlet, first) = Build(graph);
            var (last, second) = next.Build(graph, outlet);
            return (last, combine(first, second));
        });
    }

    /// <summary>Runs the source into a sink.</summary>
    /// <returns>What the sink materialises.</returns>
    public TMat2 RunWith<TMat2>(IGraph<SinkShape<TOut>, TMat2> sink, IMaterializer materializer) =>
        ToMaterialized(sink, Keep.Right).Run(materializer);

    /// <summary>Closes the source with a sink; what the sink materialises is dropped.</summary>
    internal RunnableGraph<TMat> To<TMat2>(IGraph<SinkShape<TOut>, TMat2> sink) => ToMaterialized(sink, Keep.Left);

    /// <summary>Closes the source with a sink; <paramref name="combine"/> makes the materialised value of both.</summary>
    internal RunnableGraph<TMat3> ToMaterialized<TMat2, TMat3>(IGraph<SinkShape<TOut>, TMat2> sink, Func<TMat, TMat2, TMat3> combine)
    {
        var end = Blueprint.Of(sink);
        return new RunnableGraph<TMat3>(graph =>
        {
            var (outlet, first) = Build(graph);
            return combine(first, end.Build(graph, outlet));
        });
    }
}
