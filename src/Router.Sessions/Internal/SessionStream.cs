using Akka.Util;
using Router.Contracts;

namespace Router.Sessions.Internal;

/// <summary>
/// What flows between a client and its session's actor. Events come through a stream, each when the actor has acknowledged the one before; of updates the
/// actor gives one at a time and is told when the client has taken it. So each side holds the other back.
/// </summary>
/// <param name="events">What the client says, after the first event.</param>
/// <param name="write">Tells the client an update.</param>
/// <param name="stop">Ends both, wherever they are.</param>
internal sealed class SessionStream(
    IAsyncEnumerator<SessionEvent> events, Func<SessionUpdate, CancellationToken, Task> write, CancellationToken stop)
{
    private readonly Lock _lock = new();
    private Task<Option<(bool IsOver, object Element)>> _reading = Task.FromResult(Option<(bool, object)>.None);
    private Task _writing = Task.CompletedTask;
    private bool _isSettled;

    /// <summary>
    /// Tells the session <see cref="EventsBegin"/>, then one event for each <see cref="EventTaken"/>; as the last <see cref="EndSession"/> or <see cref="EventsFailed"/>. Begun once.
    /// </summary>
    public void Begin(IMaterializer materializer, IActorRef session)
    {
        // Two stages and no more: a session in which nobody speaks holds them. One event ahead of the actor, not the usual sixteen: what waits here is not yet the session's.
        var toSession = Sink.ActorRefWithAck<object>(session, EventsBegin.Instance, EventTaken.Instance, new EndSession(), failure => new EventsFailed(failure))
            .WithAttributes(Attributes.CreateInputBuffer(1, 1));
        Source.UnfoldAsync(false, NextAsync).RunWith(toSession, materializer);
    }

    /// <summary>Gives the client an update, then tells the session <see cref="UpdateTaken"/> or <see cref="UpdateFailed"/>. Not to be called before it has.</summary>
    public void Write(SessionUpdate update, IActorRef session) => _writing = WriteAsync(update, session);

    /// <summary>Waits, once both are stopped, until nobody reads or writes; nobody will again. A stage that ends does not wait for what it has begun.</summary>
    public Task SettleAsync()
    {
        lock (_lock)
        {
            _isSettled = true;
            return Task.WhenAll(_reading, _writing);
        }
    }

    private Task<Option<(bool IsOver, object Element)>> NextAsync(bool isOver)
    {
        lock (_lock) return isOver || _isSettled ? Task.FromResult(Option<(bool, object)>.None) : _reading = ReadAsync();
    }

    /// <summary>
    /// The next event, or in its place, as the last, why there is none: a stream that fails would drop the event that still waits for the actor.
    /// </summary>
    private async Task<Option<(bool IsOver, object Element)>> ReadAsync()
    {
        try
        {
            return await events.MoveNextAsync() ? (events.Current is EndSession, events.Current) : Option<(bool, object)>.None;
        }
        catch (Exception failure)
        {
            return (true, new EventsFailed(failure is AggregateException ? failure.GetBaseException() : failure));
        }
    }

    private async Task WriteAsync(SessionUpdate update, IActorRef session)
    {
        try
        {
            await write(update, stop);
            session.Tell(UpdateTaken.Instance, ActorRefs.NoSender);
        }
        catch (Exception failure)
        {
            session.Tell(new UpdateFailed(failure), ActorRefs.NoSender);
        }
    }
}
