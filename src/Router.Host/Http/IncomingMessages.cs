using System.Buffers;
using System.Net.WebSockets;
using Router.Contracts;
using Router.Host.Listeners;
using Router.Sessions;

namespace Router.Host.Http;

/// <summary>
/// The messages of a WebSocket on their way in: the first must come in time, and of each other one the rest; what has come of one counts against the
/// node's budget. Between whole messages a client may be silent.
/// </summary>
internal sealed class IncomingMessages : IDisposable
{
    /// <summary>Enough for the messages that recognisers send; the memory of larger ones is not kept.</summary>
    private const int UsualBytes = 1024;

    private readonly WebSocket _socket;
    private readonly int _maxBytes;
    private readonly Intake _intake;
    private readonly ITimer _clock;
    private ArrayBufferWriter<byte> _message = new(UsualBytes);
    private readonly Lock _holding = new();
    private int _held;
    private bool _isDisposed;
    private bool _hadMessage;

    /// <param name="socket">Where they come from.</param>
    /// <param name="maxBytes">Largest message.</param>
    /// <param name="intake">How long one may take, and what it may hold.</param>
    public IncomingMessages(WebSocket socket, int maxBytes, Intake intake)
    {
        (_socket, _maxBytes, _intake) = (socket, maxBytes, intake);
        _clock = intake.Time.CreateTimer(_ => Late?.Invoke(new SessionEndedException(intake.Late())), state: null, intake.Timeout, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Called when a message takes too long. To cancel its receiving would break the socket, and nothing could be said any more.</summary>
    public Action<SessionEndedException>? Late { get; set; }

    /// <summary>What <see cref="ReceiveAsync"/> received last, until it is called again.</summary>
    public ReadOnlySpan<byte> Message => _message.WrittenSpan;

    /// <summary>Bytes of all messages so far.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>Receives one message; false when the client said goodbye.</summary>
    /// <exception cref="InvalidRequestException">It is binary.</exception>
    /// <exception cref="SessionEndedException">It is too large, or there is no memory for it.</exception>
    public async Task<bool> ReceiveAsync(CancellationToken aborted)
    {
        Forget();
        for (var isFirstPart = true; ; isFirstPart = false)
        {
            var received = await _socket.ReceiveAsync(_message.GetMemory(UsualBytes), aborted);
            if (received.MessageType == WebSocketMessageType.Close) return false;
            if (received.MessageType == WebSocketMessageType.Binary) throw new InvalidRequestException("message", "is binary; JSON in text messages is allowed");
            _message.Advance(received.Count);
            BytesReceived += received.Count;
            if (_message.WrittenCount > _maxBytes) throw TooLarge();
            if (received.EndOfMessage)
            {
                _clock.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _hadMessage = true;
                return true;
            }
            // The clock of the first message runs from the beginning. Parts may be empty: what they hold does not tell which is the first.
            if (isFirstPart && _hadMessage) _clock.Change(_intake.Timeout, Timeout.InfiniteTimeSpan);
            Hold();
        }
    }

    /// <summary>A receive that is under way may end after this: it takes nothing of the node's budget any more.</summary>
    public void Dispose()
    {
        _clock.Dispose();
        lock (_holding)
        {
            _isDisposed = true;
            GiveBack();
        }
    }

    private void Hold()
    {
        lock (_holding)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (!_intake.Bytes.TryTake(_message.WrittenCount - _held)) throw new SessionEndedException(Intake.Full());
            _held = _message.WrittenCount;
        }
    }

    private void GiveBack()
    {
        _intake.Bytes.Return(_held);
        _held = 0;
    }

    private void Forget()
    {
        lock (_holding) GiveBack();
        if (_message.Capacity > 4 * UsualBytes) _message = new ArrayBufferWriter<byte>(UsualBytes);
        else _message.ResetWrittenCount();
    }

    private SessionEndedException TooLarge() => new(new RouteError(
        ErrorCodes.ResourceExhausted,
        $"message: has more than {_maxBytes} bytes; no more are allowed (router.sessions.max-message-bytes)",
        "message"));
}
