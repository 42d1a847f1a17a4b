using System.Threading.Channels;
using Akka.Util;
using Router.Contracts;

namespace Router.Sessions.Internal;

/// <summary>
/// What flows between a client and its session's actor: each event when the actor has taken the one before, each update when the client has.
/// Begun once.
/// </summary>
/// <param name="events">What the client says, after the first event.</param>
/// <param name="write">Tells the client an update.</param>
/// <param name="stop">Ends both, wherever they are.</param>
internal sealed class SessionStream(
    IAsyncEnumerator<SessionEvent> events, Func<SessionUpdate, CancellationToken, Task> write, CancellationToken stop) : IAsyncDisposable
{
    private readonly SemaphoreSlim _reading = new(1);
    private readonly SemaphoreSlim _writing = new(1);

    /// <summary>Runs until the updates end.</summary>
    /// <exception cref="Exception">Writing one failed.</exception>
    public async Task RunAsync(IMaterializer materializer, IActorRef session, ChannelReader<SessionUpdate> updates)
    {
        // One event ahead of the actor, not the usual sixteen: what waits here is not yet the session's.
        var toActor = Sink.ActorRefWithAck<object>(
                session, new EventsBegin(), EventTaken.Instance, new EventsEnd(), failure => new EventsFailed(Unwrap(failure)))
            .WithAttributes(Attributes.CreateInputBuffer(1, 1));
        try
        {
            await Source.UnfoldAsync(false, ReadAsync)
                .Via(Flow.FromSinkAndSource(toActor, ChannelSource.FromReader(updates)))
                .RunWith(Sink.ForEachAsync<SessionUpdate>(1, update => WriteAsync(update, session)), materializer);
        }
        catch (AggregateException wrapped)
        {
            throw Unwrap(wrapped);
        }
    }

    /// <summary>Waits, once it is stopped, until nobody reads or writes; nobody will again. A stage that ends does not wait for what it has begun.</summary>
    public async ValueTask DisposeAsync()
    {
        await _reading.WaitAsync(CancellationToken.None);
        await _writing.WaitAsync(CancellationToken.None);
        _reading.Dispose();
        _writing.Dispose();
    }

    /// <summary>What failed, without what stages and tasks have put around it.</summary>
    private static Exception Unwrap(Exception failure) => failure is AggregateException ? failure.GetBaseException() : failure;

    /// <summary>
    /// The next event, or in its place, as the last, why there is none: a stream that fails would drop the event that still waits for the
    /// actor.
    /// </summary>
    private async Task<Option<(bool IsLast, object Element)>> ReadAsync(bool isOver)
    {
        if (isOver) return Option<(bool, object)>.None;
        await _reading.WaitAsync(stop);
        try
        {
            return await events.MoveNextAsync() ? (events.Current is EndSession, events.Current) : Option<(bool, object)>.None;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return (true, new EventsFailed(Unwrap(failure)));
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task WriteAsync(SessionUpdate update, IActorRef session)
    {
        await _writing.WaitAsync(stop);
        try
        {
            await write(update, stop);
        }
        finally
        {
            _writing.Release();
        }
        session.Tell(UpdateTaken.Instance);
    }
}
