using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using Router.Contracts;
using Router.Host.Security;
using Router.Sessions;

namespace Router.Host.Http;

/// <summary>A session's side of a WebSocket: JSON messages to events, updates to JSON messages.</summary>
internal sealed class WebSocketSession(WebSocket socket, IncomingMessages messages)
{
    /// <summary>"Try again later", as registered with IANA.</summary>
    private const WebSocketCloseStatus TryAgainLater = (WebSocketCloseStatus)1013;

    /// <summary>Most bytes of the reason in a close frame (RFC 6455, section 5.5).</summary>
    private const int MaxReasonBytes = 123;

    /// <summary>How long a client may take to answer a close frame.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    // Cancelling a receive breaks the socket, so that nothing could be said at the end: the receiving goes on until the socket ends.
    private readonly Channel<SessionEvent> _events =
        Channel.CreateBounded<SessionEvent>(new BoundedChannelOptions(1) { SingleReader = true, SingleWriter = true });

    private Task _receiving = Task.CompletedTask;

    // What is said of connections that ended without a close frame (RFC 6455, section 7.4.1).
    private int _closeStatus = 1006;
    private long _bytesSent;

    /// <summary>How it ended; when it has.</summary>
    public SessionEnd End => new(_closeStatus, messages.BytesReceived, _bytesSent);

    /// <summary>The client's events; enumerated once.</summary>
    /// <param name="aborted">The connection is gone.</param>
    /// <param name="cancellationToken">Ends the enumeration, not the connection.</param>
    /// <exception cref="InvalidRequestException">A message is no event.</exception>
    /// <exception cref="SessionEndedException">A message is too large, too slow, or has no room.</exception>
    public async IAsyncEnumerable<SessionEvent> ReadAsync(
        CancellationToken aborted, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        messages.Late = late => _events.Writer.TryComplete(late);
        _receiving = ReceiveAllAsync(aborted);
        await foreach (var message in _events.Reader.ReadAllAsync(cancellationToken)) yield return message;
    }

    /// <summary>Sends an update.</summary>
    /// <exception cref="OperationCanceledException">The client is gone.</exception>
    public async Task WriteAsync(SessionUpdate update, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(update, WireJson.TypeInfo<SessionUpdate>(), cancellationToken);
        }
        catch (WebSocketException broken)
        {
            throw new OperationCanceledException("the client is gone", broken);
        }
    }

    /// <summary>Says why the session ended, in a message and in the close frame, and waits a little for the client's own close frame.</summary>
    /// <param name="error">Null when the client ended it.</param>
    /// <param name="aborted">The connection is gone.</param>
    public async Task CloseAsync(RouteError? error, CancellationToken aborted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        limit.CancelAfter(Farewell);
        try
        {
            if (error is not null) await SendAsync(new ErrorEnvelope(error), WireJson.Error, limit.Token);
            await socket.CloseOutputAsync(StatusOf(error), error is null ? "" : Shorten($"{error.Code}: {error.Detail}"), limit.Token);
            _closeStatus = (int)StatusOf(error);
            // What the client still sends is read and dropped until its close frame comes.
            await foreach (var _ in _events.Reader.ReadAllAsync(limit.Token)) { }
            await _receiving.WaitAsync(limit.Token);
        }
        catch (Exception failure) when (failure is OperationCanceledException or WebSocketException or RouterException)
        {
            // A client that does not say goodbye is left.
        }
    }

    private Task SendAsync<T>(T message, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(message, type);
        _bytesSent += bytes.Length;
        return socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
    }

    /// <summary>Does not throw: what fails is told to whoever reads the events.</summary>
    private async Task ReceiveAllAsync(CancellationToken aborted)
    {
        try
        {
            while (await messages.ReceiveAsync(aborted)) await _events.Writer.WriteAsync(Parse(messages.Message), aborted);
            _events.Writer.TryComplete();
        }
        catch (WebSocketException)
        {
            _events.Writer.TryComplete(new OperationCanceledException("the client is gone"));
        }
        catch (Exception failure)
        {
            _events.Writer.TryComplete(failure);
        }
    }

    internal static SessionEvent Parse(ReadOnlySpan<byte> message)
    {
        try
        {
            return JsonSerializer.Deserialize(message, WireJson.TypeInfo<SessionEvent>())
                ?? throw new InvalidRequestException("message", "is null; an event is needed");
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            ThrowIfNotJson(message);
            // Without a type, or with one that there is not, the serialiser says that it is not supported.
            var path = (error as JsonException)?.Path is { Length: > 2 } at ? at[2..] : "message";
            throw new InvalidRequestException(path, "is not what an event may hold; docs/sessions.md lists the events and their fields");
        }
    }

    /// <summary>The serialiser names the field at which it came upon the end of a message that was cut off, as if that were wrong.</summary>
    private static void ThrowIfNotJson(ReadOnlySpan<byte> message)
    {
        var reader = new Utf8JsonReader(message, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read()) { }
        }
        catch (JsonException broken)
        {
            throw new InvalidRequestException("message", $"is not JSON (line {broken.LineNumber + 1}, byte {broken.BytePositionInLine})");
        }
    }

    private static WebSocketCloseStatus StatusOf(RouteError? error) => error switch
    {
        null => WebSocketCloseStatus.NormalClosure,
        { Field: "message", Code: ErrorCodes.ResourceExhausted } => WebSocketCloseStatus.MessageTooBig,
        { Code: ErrorCodes.InvalidArgument } => WebSocketCloseStatus.InvalidPayloadData,
        { Code: ErrorCodes.ResourceExhausted } => TryAgainLater,
        { Code: ErrorCodes.Unavailable } => WebSocketCloseStatus.EndpointUnavailable,
        { Code: ErrorCodes.DeadlineExceeded or ErrorCodes.PermissionDenied } => WebSocketCloseStatus.PolicyViolation,
        _ => WebSocketCloseStatus.InternalServerError,
    };

    /// <summary>As much of a reason as a close frame holds, in whole characters: the frame's text must be valid UTF-8.</summary>
    internal static string Shorten(string reason)
    {
        var (text, bytes) = (new StringBuilder(), 0);
        // A surrogate without its partner is enumerated as U+FFFD.
        foreach (var character in reason.EnumerateRunes())
        {
            bytes += character.Utf8SequenceLength;
            if (bytes > MaxReasonBytes) break;
            text.Append(character.ToString());
        }
        return text.ToString();
    }
}
