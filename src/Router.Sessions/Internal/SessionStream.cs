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
    IAsyncEnumerator<SessionEvent> events, Func<SessionUpdate, CancellationToken, Task> write, CancellationToken stop)
{
    private Task _reading = Task.CompletedTask;
    private Task _writing = Task.CompletedTask;
    private Task _incoming = Task.CompletedTask;
    private Task _outgoing = Task.CompletedTask;

    /// <summary>Begins.</summary>
    /// <returns>Ends when the updates do, or with the failure of writing one.</returns>
    public async Task RunAsync(IMaterializer materializer, IActorRef session, ChannelReader<SessionUpdate> updates)
    {
        // One event ahead of the actor, not the usual sixteen: what waits here is not yet the session's.
        var toActor = Sink.ActorRefWithAck<SessionEvent>(
                session, new EventsBegin(), EventTaken.Instance, new EventsEnd(), failure => new EventsFailed(Unwrap(failure)))
            .WithAttributes(Attributes.CreateInputBuffer(1, 1));
        (_incoming, _outgoing) = Source.UnfoldAsync(events, ReadAsync)
            .WatchTermination(Keep.Right)
            .Via(Flow.FromSinkAndSource(toActor, ChannelSource.FromReader(updates)))
            .ToMaterialized(Sink.ForEachAsync<SessionUpdate>(1, update => WriteAsync(update, session)), Keep.Both)
            .Run(materializer);
        try
        {
            await _outgoing;
        }
        catch (AggregateException wrapped)
        {
            throw Unwrap(wrapped);
        }
    }

    /// <summary>Waits, once it is stopped and the actor is gone, until nobody reads or writes any more. Does not throw.</summary>
    public async Task CeaseAsync()
    {
        foreach (var task in new[] { _incoming, _outgoing }) await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // A stage that ends does not wait for what it has begun.
        foreach (var task in new[] { _reading, _writing }) await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>What failed, without what stages and tasks have put around it.</summary>
    private static Exception Unwrap(Exception failure) => failure is AggregateException ? failure.GetBaseException() : failure;

    private async Task<Option<(IAsyncEnumerator<SessionEvent>, SessionEvent)>> ReadAsync(IAsyncEnumerator<SessionEvent> source)
    {
        var moving = source.MoveNextAsync().AsTask();
        _reading = moving;
        return await moving && source.Current is not EndSession ? (source, source.Current) : Option<(IAsyncEnumerator<SessionEvent>, SessionEvent)>.None;
    }

    private async Task WriteAsync(SessionUpdate update, IActorRef session)
    {
        await (_writing = write(update, stop));
        session.Tell(UpdateTaken.Instance);
    }
}
