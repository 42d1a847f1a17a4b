using Actors.Runtime.Streams.Dsl;
using Actors.Runtime.Util;

namespace Actors.Runtime.Streams.Internal;

/// <summary>Each operator as a flow; sources and flows have them by the same name.</summary>
internal static class Operators
{
    internal static Flow<T, T, NotUsed> Buffer<T>(int size, OverflowStrategy strategy)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        if (!Enum.IsDefined(strategy)) throw new ArgumentOutOfRangeException(nameof(strategy), strategy, "No such strategy");
        return Of<T, T>((graph, upstream) => new BufferStage<T>(graph, upstream, size, strategy));
    }

    internal static Flow<TIn, TOut, NotUsed> ConflateWithSeed<TIn, TOut>(Func<TIn, TOut> seed, Func<TOut, TIn, TOut> aggregate) =>
        Of<TIn, TOut>((graph, upstream) => new ConflateStage<TIn, TOut>(graph, upstream, seed, aggregate));

    internal static Flow<T, T, NotUsed> IdleTimeout<T>(TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        return Of<T, T>((graph, upstream) => new IdleTimeoutStage<T>(graph, upstream, timeout));
    }

    internal static Flow<TIn, TOut, NotUsed> Merge<TIn, TOut, TMat>(IGraph<SourceShape<TOut>, TMat> other, bool eagerComplete)
        where TIn : TOut
    {
        var source = Blueprint.Of(other);
        return new Flow<TIn, TOut, NotUsed>((graph, upstream) =>
            (new MergeStage<TIn, TOut>(graph, upstream, source.Build(graph).Outlet, eagerComplete).Out, NotUsed.Instance));
    }

    internal static Flow<T, T, NotUsed> Recover<T>(Func<Exception, Option<T>> recover) =>
        Of<T, T>((graph, upstream) => new RecoverStage<T>(graph, upstream, recover));

    internal static Flow<TIn, TOut, NotUsed> Select<TIn, TOut>(Func<TIn, TOut> mapper) =>
        Of<TIn, TOut>((graph, upstream) => new SelectStage<TIn, TOut>(graph, upstream, mapper));

    internal static Flow<TIn, TOut, NotUsed> SelectAsync<TIn, TOut>(int parallelism, Func<TIn, Task<TOut>> mapper)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        return Of<TIn, TOut>((graph, upstream) => new SelectAsyncStage<TIn, TOut>(graph, upstream, parallelism, mapper));
    }

    internal static Flow<TIn, TOut, NotUsed> SelectMany<TIn, TOut>(Func<TIn, IEnumerable<TOut>> mapper) =>
        Of<TIn, TOut>((graph, upstream) => new SelectManyStage<TIn, TOut>(graph, upstream, mapper));

    internal static Flow<T, T, Task<Done>> WatchTermination<T>() => new((graph, upstream) =>
    {
        var stage = new WatchTerminationStage<T>(graph, upstream);
        return (stage.Out, stage.Ended);
    });

    internal static Flow<T, T, NotUsed> Where<T>(Predicate<T> predicate) =>
        Of<T, T>((graph, upstream) => new WhereStage<T>(graph, upstream, predicate));

    private static Flow<TIn, TOut, NotUsed> Of<TIn, TOut>(Func<GraphInterpreter, Link<TIn>, FlowStage<TIn, TOut>> make) =>
        new((graph, upstream) => (make(graph, upstream).Out, NotUsed.Instance));
}
