using Actors.Runtime.Streams.Internal;

namespace Actors.Runtime.Streams.Dsl;

/// <summary>Makes flows.</summary>
public static class Flow
{
    /// <summary>A flow without a stage: what comes in goes out.</summary>
    public static Flow<T, T, NotUsed> Create<T>() => new((_, upstream) => (upstream, NotUsed.Instance));
}

/// <summary>A blueprint with one open inlet and one open outlet.</summary>
/// <typeparam name="TIn">What goes in.</typeparam>
/// <typeparam name="TOut">What comes out.</typeparam>
/// <typeparam name="TMat">What whoever runs it gets in hand.</typeparam>
public sealed class Flow<TIn, TOut, TMat> : IGraph<FlowShape<TIn, TOut>, TMat>
{
    internal Flow(Func<GraphInterpreter, Link<TIn>, (Link<TOut> Outlet, TMat Materialized)> build) => Build = build;

    /// <summary>Adds the stages to a stream, behind what there is of it.</summary>
    internal Func<GraphInterpreter, Link<TIn>, (Link<TOut> Outlet, TMat Materialized)> Build { get; }

    /// <summary>Goes on with another flow; what that materialises is dropped.</summary>
    public Flow<TIn, T2, TMat> Via<T2, TMat2>(IGraph<FlowShape<TOut, T2>, TMat2> flow) => ViaMaterialized(flow, Keep.Left);

    /// <summary>Goes on with another flow; <paramref name="combine"/> makes the materialised value of both.</summary>
    public Flow<TIn, TOut2, TMat3> ViaMaterialized<TOut2, TMat2, TMat3>(
        IGraph<FlowShape<TOut, TOut2>, TMat2> flow, Func<TMat, TMat2, TMat3> combine)
    {
        var next = Blueprint.Of(flow);
        return new Flow<TIn, TOut2, TMat3>((graph, upstream) =>
        {
            var (outlet, first) = Build(graph, upstream);
            var (last, second) = next.Build(graph, outlet);
            return (last, combine(first, second));
        });
    }

    /// <summary>Ends the flow in a sink; what the sink materialises is dropped.</summary>
    public Sink<TIn, TMat> To<TMat2>(IGraph<SinkShape<TOut>, TMat2> sink) => ToMaterialized(sink, Keep.Left);

    /// <summary>Ends the flow in a sink; <paramref name="combine"/> makes the materialised value of both.</summary>
    public Sink<TIn, TMat3> ToMaterialized<TMat2, TMat3>(IGraph<SinkShape<TOut>, TMat2> sink, Func<TMat, TMat2, TMat3> combine)
    {
        var end = Blueprint.Of(sink);
        return new Sink<TIn, TMat3>((graph, upstream) =>
        {
            var (outlet, first) = Build(graph, upstream);
            return combine(first, end.Build(graph, outlet));
        });
    }

    /// <summary>Runs a source through the flow into a sink.</summary>
    /// <returns>What the source and the sink materialise.</returns>
    public (TMat1, TMat2) RunWith<TMat1, TMat2>(
        IGraph<SourceShape<TIn>, TMat1> source, IGraph<SinkShape<TOut>, TMat2> sink, IMaterializer materializer) =>
        Blueprint.Of(source).Via(this).ToMaterialized(sink, Keep.Both).Run(materializer);
}
