using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Net.Security;
using System.Threading.Channels;
using Akka.Remote.Transport;
using Google.Protobuf;

namespace Router.Host.Remoting;

/// <summary>A connection between two nodes that know each other. Each message is its length, four bytes with the lowest first, and then itself.</summary>
internal sealed class TlsLink : AssociationHandle
{
    /// <summary>Bytes that are gathered before they are sent: four records of TLS.</summary>
    private const int Gathered = 64 * 1024;

    /// <summary>How long what was written may take to go out once the connection is to end.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly SslStream _stream;
    private readonly int _maxBytes;
    private readonly Channel<ByteString> _outgoing = Channel.CreateUnbounded<ByteString>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _ending;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _unsent;

    /// <param name="stream">Where both have shown their certificates.</param>
    /// <param name="own">The node's address.</param>
    /// <param name="remote">The other one's.</param>
    /// <param name="maxBytes">Largest message.</param>
    /// <param name="time">The clock.</param>
    public TlsLink(SslStream stream, Address own, Address remote, int maxBytes, TimeProvider time)
        : base(own, remote) => (_stream, _maxBytes, _ending) = (stream, maxBytes, new CancellationTokenSource(Timeout.InfiniteTimeSpan, time));

    /// <summary>Its end.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Takes a message, or refuses it while four of the largest wait to be sent; Akka.Remote then tries again.</summary>
    public override bool Write(ByteString payload)
    {
        if (Interlocked.Add(ref _unsent, payload.Length) <= 4L * _maxBytes && _outgoing.Writer.TryWrite(payload)) return true;
        Interlocked.Add(ref _unsent, -payload.Length);
        return false;
    }

    [Obsolete("Akka.Remote calls it through the one that is given a reason.")]
    public override void Disassociate() => End();

    /// <summary>Takes nothing more, sends what it has taken, and ends; any number of times.</summary>
    public void End()
    {
        if (_outgoing.Writer.TryComplete()) _ending.CancelAfter(Farewell);
    }

    /// <summary>Carries messages until one of the two nodes ends it.</summary>
    public async Task RunAsync()
    {
        var (sending, receiving) = (SendAsync(), ReceiveAsync());
        await Task.WhenAny(sending, receiving);
        End();
        await _ending.CancelAsync();
        await Task.WhenAll(sending, receiving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stream.DisposeAsync();
        if (ReadHandlerSource.Task is { IsCompletedSuccessfully: true } known) (await known).Notify(new Disassociated(DisassociateInfo.Unknown));
        _ended.SetResult();
    }

    private async Task SendAsync()
    {
        var writer = PipeWriter.Create(_stream, new StreamPipeWriterOptions(leaveOpen: true));
        while (await _outgoing.Reader.WaitToReadAsync(_ending.Token))
        {
            while (_outgoing.Reader.TryRead(out var payload))
            {
                BinaryPrimitives.WriteInt32LittleEndian(writer.GetSpan(sizeof(int)), payload.Length);
                writer.Advance(sizeof(int));
                writer.Write(payload.Span);
                Interlocked.Add(ref _unsent, -payload.Length);
                if (writer.UnflushedBytes >= Gathered) await writer.FlushAsync(_ending.Token);
            }
            await writer.FlushAsync(_ending.Token);
        }
    }

    private async Task ReceiveAsync()
    {
        var (listener, header) = (await ReadHandlerSource.Task.WaitAsync(_ending.Token), new byte[sizeof(int)]);
        while (await _stream.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, _ending.Token) == header.Length)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(header);
            if (length < 0 || length > _maxBytes) throw new InvalidDataException($"a message of {length} bytes; at most {_maxBytes} are allowed");
            var payload = new byte[length];
            await _stream.ReadExactlyAsync(payload, _ending.Token);
            listener.Notify(new InboundPayload(UnsafeByteOperations.UnsafeWrap(payload)));
        }
    }
}
