using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Router.Contracts;

namespace Router.Sessions.Internal;

/// <summary>Makes a session.</summary>
/// <param name="wake">Makes the session be asked soon whether something is due; may be called by any thread.</param>
/// <param name="close">Ends the session's stream once what it was told has been delivered; may be called more than once.</param>
internal delegate SpeechSession CreateSession(Action wake, Action close);

/// <summary>A session that is running: its stream, and the channels between the stream and the client's connection.</summary>
internal sealed class SessionRun
{
    /// <summary>Events and updates between the connection and the stream: enough that neither waits for the other's thread.</summary>
    private const int Buffered = 8;

    private readonly Channel<SessionEvent> _events = Bounded<SessionEvent>();
    private readonly Channel<SessionUpdate> _updates = Bounded<SessionUpdate>();

    /// <summary>From the node; holds one wake and one drain at most.</summary>
    private readonly Channel<SessionEvent> _signals = Channel.CreateUnbounded<SessionEvent>();
    private readonly SharedKillSwitch _killSwitch = KillSwitches.Shared("session");
    private readonly SessionSettings _settings;
    private readonly TimeProvider _time;
    private readonly SpeechSession _session;
    private int _isWoken;

    public SessionRun(CreateSession create, SessionSettings settings, TimeProvider time)
    {
        (_settings, _time) = (settings, time);
        _session = create(Wake, Close);
    }

    /// <summary>Tells the session that the node is stopping.</summary>
    public void Drain() => _signals.Writer.TryWrite(Internal.Drain.Instance);

    /// <summary>Runs to the end. See <see cref="SessionHost.RunAsync"/>.</summary>
    /// <param name="materializer">Runs the stream.</param>
    /// <param name="events">The events after the first; reading ends when <paramref name="stop"/> is cancelled.</param>
    /// <param name="write">Tells the client an update.</param>
    /// <param name="stop">Cancelled when the client is gone; this cancels it at the end.</param>
    /// <exception cref="TimeoutException">The client was silent, or took no updates, for too long.</exception>
    public async Task RunAsync(
        IMaterializer materializer,
        IAsyncEnumerator<SessionEvent> events,
        Func<SessionUpdate, CancellationToken, Task> write,
        CancellationTokenSource stop)
    {
        var streaming = Stream(materializer);
        var reading = ReadAsync(events, stop.Token);
        var writing = WriteAsync(write, stop.Token);
        try
        {
            await await Task.WhenAny(streaming, writing);
            await streaming;
            await writing.WaitAsync(_settings.IdleTimeout, _time, CancellationToken.None);
        }
        catch (AggregateException wrapped) when (wrapped.GetBaseException() is not AggregateException)
        {
            // The source of a channel wraps what the reading ended with.
            ExceptionDispatchInfo.Throw(wrapped.GetBaseException());
        }
        finally
        {
            _session.Dispose();
            _killSwitch.Abort(new OperationCanceledException());
            _signals.Writer.TryComplete();
            await stop.CancelAsync();
            await reading;
        }
    }

    /// <summary>
    /// Everything is demand-driven from the last stage to the first, so a client that does not take its updates is not read from either.
    /// Turns that nobody has taken up are one turn, so newer hypotheses replace older ones while a query is under way. The
    /// stages are fused into one actor: they call the session one at a time.
    /// </summary>
    private Task<Done> Stream(IMaterializer materializer) =>
        ChannelSource.FromReader(_events.Reader)
            .Via(_killSwitch.Flow<SessionEvent>())
            .IdleTimeout(_settings.IdleTimeout)
            .SelectAsync(1, _session.AdmitAsync)
            .Merge(ChannelSource.FromReader(_signals.Reader))
            .Select(Accept)
            .Conflate(Turn.Merge)
            .SelectAsync(1, _session.RouteAsync)
            .SelectMany(_session.Conclude)
            .Select(_session.Deliver)
            .RunWith(Watched(ChannelSink.FromWriter(_updates.Writer, isOwner: true)), materializer);

    /// <summary>A sink whose task ends with the stream.</summary>
    private static Sink<SessionUpdate, Task<Done>> Watched(Sink<SessionUpdate, NotUsed> sink) =>
        Flow.Create<SessionUpdate>().WatchTermination(Keep.Right).To(sink);

    private Turn Accept(SessionEvent message)
    {
        if (message is Wake) Volatile.Write(ref _isWoken, 0);
        return _session.Accept(message);
    }

    private void Wake()
    {
        if (Interlocked.Exchange(ref _isWoken, 1) == 0) _signals.Writer.TryWrite(Internal.Wake.Instance);
    }

    private void Close()
    {
        _killSwitch.Shutdown();
        _signals.Writer.TryComplete();
    }

    /// <summary>Does not throw: a failure is the stream's, and with it the session's.</summary>
    private async Task ReadAsync(IAsyncEnumerator<SessionEvent> events, CancellationToken cancellationToken)
    {
        try
        {
            while (await events.MoveNextAsync() && events.Current is not EndSession) await _events.Writer.WriteAsync(events.Current, cancellationToken);
            await _events.Writer.WriteAsync(new EndSession(), cancellationToken);
            _events.Writer.TryComplete();
        }
        catch (Exception failure)
        {
            _events.Writer.TryComplete(failure);
        }
    }

    private async Task WriteAsync(Func<SessionUpdate, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        await foreach (var update in _updates.Reader.ReadAllAsync(cancellationToken)) await write(update, cancellationToken);
    }

    private static Channel<T> Bounded<T>() =>
        Channel.CreateBounded<T>(new BoundedChannelOptions(Buffered) { SingleReader = true, SingleWriter = true });
}
