using Actors.Runtime.Streams.Internal;
using Actors.Runtime.Util;

namespace Actors.Runtime.Streams.Dsl;

/// <summary>What a flow can be followed by.</summary>
public static class FlowOperations
{
    /// <summary>
    /// Takes elements before downstream asks for them, up to <paramref name="size"/>, at least 1; what happens to more is the strategy's.
    /// </summary>
    public static Flow<TIn, TOut, TMat> Buffer<TIn, TOut, TMat>(this Flow<TIn, TOut, TMat> flow, int size, OverflowStrategy strategy) =>
        flow.Via(Operators.Buffer<TOut>(size, strategy));

    /// <summary>Takes every element at once and merges those that downstream has not asked for into one.</summary>
    public static Flow<TIn, TOut, TMat> Conflate<TIn, TOut, TMat>(this Flow<TIn, TOut, TMat> flow, Func<TOut, TOut, TOut> aggregate) =>
        flow.Via(Operators.ConflateWithSeed(static element => element, aggregate));

    /// <summary>As <see cref="Conflate"/>, with a merged element of another type, which <paramref name="seed"/> begins.</summary>
    public static Flow<TIn, TSeed, TMat> ConflateWithSeed<TIn, TOut, TMat, TSeed>(
        this Flow<TIn, TOut, TMat> flow, Func<TOut, TSeed> seed, Func<TSeed, TOut, TSeed> aggregate) =>
        flow.Via(Operators.ConflateWithSeed(seed, aggregate));

    /// <summary>Fails with a <see cref="TimeoutException"/> when no element has passed for that long.</summary>
    public static Flow<TIn, TOut, TMat> IdleTimeout<TIn, TOut, TMat>(this Flow<TIn, TOut, TMat> flow, TimeSpan timeout) =>
        flow.Via(Operators.IdleTimeout<TOut>(timeout));

    /// <summary>
    /// Passes the elements of two sources on as they come. Completes when both have completed or, if eager, when one has; the other is
    /// then cancelled.
    /// </summary>
    public static Flow<TIn, TOut2, TMat> Merge<TIn, TOut1, TOut2, TMat>(
        this Flow<TIn, TOut1, TMat> flow, IGraph<SourceShape<TOut2>, TMat> other, bool eagerComplete = false)
        where TOut1 : TOut2 =>
        flow.Via(Operators.Merge<TOut1, TOut2, TMat>(other, eagerComplete));

    /// <summary>Completes with one last element in the place of a failure, if the function has one for it.</summary>
    public static Flow<TIn, TOut, TMat> Recover<TIn, TOut, TMat>(
        this Flow<TIn, TOut, TMat> flow, Func<Exception, Option<TOut>> partialFunc) =>
        flow.Via(Operators.Recover(partialFunc));

    /// <summary>Turns each element into another one.</summary>
    public static Flow<T, TOut, TMat> Select<T, TIn, TOut, TMat>(this Flow<T, TIn, TMat> flow, Func<TIn, TOut> mapper) =>
        flow.Via(Operators.Select(mapper));

    /// <summary>
    /// Turns each element into another one by a task, at most <paramref name="parallelism"/> at a time, at least 1; keeps their order. A
    /// task that fails fails the stream.
    /// </summary>
    public static Flow<T, TOut, TMat> SelectAsync<T, TIn, TOut, TMat>(
        this Flow<T, TIn, TMat> flow, int parallelism, Func<TIn, Task<TOut>> asyncMapper) =>
        flow.Via(Operators.SelectAsync(parallelism, asyncMapper));

    /// <summary>Turns each element into any number of others.</summary>
    public static Flow<T, TOut, TMat> SelectMany<T, TIn, TOut, TMat>(
        this Flow<T, TIn, TMat> flow, Func<TIn, IEnumerable<TOut>> mapConcater) =>
        flow.Via(Operators.SelectMany(mapConcater));

    /// <summary>
    /// Adds a task to what is materialised: done when the stream has completed or was cancelled here, failed when it failed.
    /// </summary>
    public static Flow<TIn, TOut, TMat2> WatchTermination<TIn, TOut, TMat, TMat2>(
        this Flow<TIn, TOut, TMat> flow, Func<TMat, Task<Done>, TMat2> materializerFunction) =>
        flow.ViaMaterialized(Operators.WatchTermination<TOut>(), materializerFunction);

    /// <summary>Passes on the elements that the condition holds for.</summary>
    public static Flow<TIn, TOut, TMat> Where<TIn, TOut, TMat>(this Flow<TIn, TOut, TMat> flow, Predicate<TOut> predicate) =>
        flow.Via(Operators.Where(predicate));
}
