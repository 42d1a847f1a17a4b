using Router.Contracts;

namespace Router.Sessions.Internal;

/// <summary>
/// A client as its session's actor sees it: the actor asks for one event and gives one update at a time, so that each side holds the other
/// back, and what comes of it is told to the actor. Both waits are tasks alone; a session in which nobody speaks costs little else.
/// </summary>
/// <param name="events">What the client says, after the first event.</param>
/// <param name="write">Tells the client an update.</param>
/// <param name="stop">Ends both, wherever they are.</param>
internal sealed class SessionStream(
    IAsyncEnumerator<SessionEvent> events, Func<SessionUpdate, CancellationToken, Task> write, CancellationToken stop)
{
    private Task _reading = Task.CompletedTask;
    private Task _writing = Task.CompletedTask;

    /// <summary>
    /// Tells the session the next event, <see cref="EndSession"/> where there is none, or <see cref="EventsFailed"/>. Not to be called before it has.
    /// </summary>
    public void Read(IActorRef session) => _reading = ReadAsync(session);

    /// <summary>Gives the client an update, then tells the session <see cref="UpdateTaken"/> or <see cref="UpdateFailed"/>. Not to be called before it has.</summary>
    public void Write(SessionUpdate update, IActorRef session) => _writing = WriteAsync(update, session);

    /// <summary>Waits until nobody reads or writes: when the session is over and both are stopped, nobody will again.</summary>
    public Task SettleAsync() => Task.WhenAll(_reading, _writing);

    private async Task ReadAsync(IActorRef session)
    {
        try
        {
            session.Tell(await events.MoveNextAsync() ? events.Current : new EndSession(), ActorRefs.NoSender);
        }
        catch (Exception failure)
        {
            session.Tell(new EventsFailed(failure is AggregateException ? failure.GetBaseException() : failure), ActorRefs.NoSender);
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
