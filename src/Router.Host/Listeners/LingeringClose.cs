using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Router.Host.Listeners;

/// <summary>
/// A connection that the server asked its client to leave stays open, once all is said, until the client has closed it: one that learns of the connection's end
/// before its application has read how a call ended may report the end of the connection in its place, and what a client still sends would reset the connection.
/// </summary>
internal sealed class LingeringClose : IDuplexPipe
{
    /// <summary>How long a client may take to close a connection over which nothing more is said.</summary>
    public static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly IDuplexPipe _transport;
    private readonly CancellationToken _asked;

    private LingeringClose(IDuplexPipe transport, CancellationToken asked)
    {
        (_transport, _asked) = (transport, asked);
        (Input, Output) = (new Reader(transport.Input, this), new Writer(transport.Output, this));
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    private bool IsAsked => _asked.IsCancellationRequested;

    /// <summary>Serves a connection to its end.</summary>
    /// <param name="connection">The connection, outside of its TLS.</param>
    /// <param name="next">Serves it.</param>
    /// <param name="time">The clock.</param>
    public static async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next, TimeProvider time)
    {
        if (connection.Features.Get<IConnectionLifetimeNotificationFeature>() is not { } lifetime)
        {
            await next(connection);
            return;
        }
        var transport = connection.Transport;
        var lingering = new LingeringClose(transport, lifetime.ConnectionClosedRequested);
        connection.Transport = lingering;
        try
        {
            await next(connection);
            if (lingering.IsAsked) await lingering.WaitAsync(time);
        }
        finally
        {
            connection.Transport = transport;
            await transport.Output.CompleteAsync();
            await transport.Input.CompleteAsync();
            if (connection.Features.Get<IConnectionLifetimeFeature>() is { } ended) UntakenEnd.ResetLater(ended, time);
        }
    }

    /// <summary>Reads, and throws away, what the client still sends until it closes the connection.</summary>
    private async Task WaitAsync(TimeProvider time)
    {
        var input = _transport.Input;
        using var late = new CancellationTokenSource(Farewell, time);
        await using var cut = late.Token.UnsafeRegister(static input => ((PipeReader)input!).CancelPendingRead(), input);
        try
        {
            for (var ended = false; !ended;)
            {
                var read = await input.ReadAsync(CancellationToken.None);
                ended = read.IsCompleted || late.IsCancellationRequested;
                input.AdvanceTo(read.Buffer.End);
            }
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException or InvalidOperationException)
        {
            // It was reset, or the server closed it before anybody could wait.
        }
    }

    /// <summary>What comes in; read on when the server has ended it.</summary>
    private sealed class Reader(PipeReader inner, LingeringClose connection) : PipeReader
    {
        public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.AdvanceTo(consumed, examined);

        public override void CancelPendingRead() => inner.CancelPendingRead();

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => inner.ReadAsync(cancellationToken);

        public override bool TryRead(out ReadResult result) => inner.TryRead(out result);

        public override void Complete(Exception? exception = null)
        {
            if (!connection.IsAsked) inner.Complete(exception);
        }
    }

    /// <summary>What goes out; its end is not told yet when the server has ended it.</summary>
    private sealed class Writer(PipeWriter inner, LingeringClose connection) : PipeWriter
    {
        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override void Advance(int bytes) => inner.Advance(bytes);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

        public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

        public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
            inner.WriteAsync(source, cancellationToken);

        public override void Complete(Exception? exception = null)
        {
            if (!connection.IsAsked) inner.Complete(exception);
        }
    }
}
