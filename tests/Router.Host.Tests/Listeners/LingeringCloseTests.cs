using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Router.Host.Listeners;

namespace Router.Host.Tests.Listeners;

/// <summary>How a connection ends: a server that has said its last word, and a client that closes the connection soon, late or never.</summary>
public sealed class LingeringCloseTests : IDisposable
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly ArmedClock _clock = new();
    private readonly Pipe _toServer = new();
    private readonly Pipe _toClient = new();
    private readonly Asked _asked = new();

    [Fact]
    public async Task A_connection_that_the_client_was_asked_to_leave_ends_when_the_client_closes_it()
    {
        var serving = ServeAsync(isAsked: true);
        await ReadAllAsync();
        Assert.False(IsClosed());
        Assert.False(serving.IsCompleted);

        await _toServer.Writer.CompleteAsync();
        await serving;
        Assert.True(IsClosed());
    }

    [Fact]
    public async Task What_the_client_still_sends_is_taken_from_it()
    {
        var serving = ServeAsync(isAsked: true);
        for (var i = 0; i < 20; i++) await _toServer.Writer.WriteAsync(new byte[16 * 1024]);
        Assert.False(serving.IsCompleted);

        await _toServer.Writer.CompleteAsync();
        await serving;
    }

    [Fact]
    public async Task A_client_that_does_not_close_it_is_waited_for_no_longer_than_a_second()
    {
        var serving = ServeAsync(isAsked: true);
        await _clock.ArmedAsync();
        _clock.Advance(Farewell - TimeSpan.FromTicks(1));
        await _toServer.Writer.WriteAsync(new byte[1]);
        Assert.False(serving.IsCompleted);

        _clock.Advance(TimeSpan.FromTicks(1));
        await serving;
        await ReadAllAsync();
        Assert.True(IsClosed());
    }

    [Fact]
    public async Task A_connection_that_nobody_was_asked_to_leave_ends_at_once()
    {
        await ServeAsync(isAsked: false);

        await ReadAllAsync();
        Assert.True(IsClosed());
    }

    [Fact]
    public async Task A_connection_whose_server_fails_is_closed()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => ServeAsync(isAsked: true, new InvalidDataException()));

        await ReadAllAsync();
        Assert.True(IsClosed());
    }

    public void Dispose()
    {
        _asked.Dispose();
        _toServer.Writer.Complete();
        _toClient.Reader.Complete();
    }

    /// <summary>Serves as the web server does: it says its last word and has done with the connection.</summary>
    private async Task ServeAsync(bool isAsked, Exception? failure = null)
    {
        await using var connection = new DefaultConnectionContext { Transport = new Duplex(_toServer.Reader, _toClient.Writer) };
        connection.Features.Set<IConnectionLifetimeNotificationFeature>(_asked);
        await LingeringClose.ServeAsync(connection, async served =>
        {
            await served.Transport.Output.WriteAsync("last"u8.ToArray());
            if (isAsked) _asked.RequestClose();
            if (failure is not null) throw failure;
            await served.Transport.Input.CompleteAsync();
            await served.Transport.Output.CompleteAsync();
        }, _clock);
    }

    private async Task ReadAllAsync()
    {
        var read = await _toClient.Reader.ReadAtLeastAsync(4);
        _toClient.Reader.AdvanceTo(read.Buffer.End);
    }

    private bool IsClosed()
    {
        if (!_toClient.Reader.TryRead(out var read)) return false;
        _toClient.Reader.AdvanceTo(read.Buffer.End);
        return read.IsCompleted;
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class Asked : IConnectionLifetimeNotificationFeature, IDisposable
    {
        private readonly CancellationTokenSource _asked = new();

        public CancellationToken ConnectionClosedRequested
        {
            get => _asked.Token;
            set => throw new NotSupportedException();
        }

        public void RequestClose() => _asked.Cancel();

        public void Dispose() => _asked.Dispose();
    }
}
