using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Router.Host.Listeners;

namespace Router.Host.Tests.Listeners;

/// <summary>When a connection is asked to go, and when it is reset.</summary>
public sealed class OpenConnectionTests : IDisposable
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly Clock _time = new();
    private readonly Watched _context = new();
    private readonly ConnectionSettings _settings = OpenDoors.Connections with { IdleTimeout = TimeSpan.FromHours(2), MaxAge = TimeSpan.FromHours(1) };
    private readonly OpenConnection _connection;

    public OpenConnectionTests()
    {
        _connection = new OpenConnection(_context, "a", _settings, _time);
        _context.Features.Set(_connection);
        _context.Features.Set<IConnectionLifetimeNotificationFeature>(_context);
        _connection.StartClock();
    }

    [Fact]
    public void A_timer_that_strikes_early_and_a_clock_that_goes_on_meanwhile_take_nothing_away()
    {
        // What it reads first is just before its age, what it would read next is past it.
        _time.Offsets = new([TimeSpan.FromMilliseconds(-1), TimeSpan.FromMilliseconds(-1), TimeSpan.FromMilliseconds(50)]);
        _time.Advance(_settings.MaxAge);
        Assert.False(_context.IsAsked);

        _time.Offsets = new();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(_context.IsAsked);
    }

    [Fact]
    public async Task One_that_is_to_end_is_not_reset_before_the_answer_that_was_given_last_can_have_come()
    {
        var answered = new TaskCompletionSource();
        var call = OpenConnection.ServeAsync(Call(), _ => answered.Task);
        _time.Advance(_settings.MaxAge);
        Assert.True(_context.IsAsked);
        _time.Advance(Farewell - TimeSpan.FromMilliseconds(1));
        answered.SetResult();
        await call;

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(_context.IsReset);
        _time.Advance(Farewell - TimeSpan.FromMilliseconds(2));
        Assert.False(_context.IsReset);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(_context.IsReset);
    }

    public void Dispose() => _connection.Dispose();

    private DefaultHttpContext Call()
    {
        var http = new DefaultHttpContext();
        http.Request.Protocol = HttpProtocol.Http2;
        http.Features.Set(_connection);
        return http;
    }

    /// <summary>Its stamps may be told one after the other, as those of a clock that goes on.</summary>
    private sealed class Clock : FakeTimeProvider
    {
        public Queue<TimeSpan> Offsets { get; set; } = new();

        public override long GetTimestamp() => base.GetTimestamp() + (Offsets.TryDequeue(out var offset) ? (long)(offset.TotalSeconds * TimestampFrequency) : 0);
    }

    private sealed class Watched : DefaultConnectionContext, IConnectionLifetimeNotificationFeature
    {
        public bool IsAsked { get; private set; }

        public bool IsReset { get; private set; }

        public CancellationToken ConnectionClosedRequested { get; set; }

        public void RequestClose() => IsAsked = true;

        public override void Abort(ConnectionAbortedException abortReason) => IsReset = true;
    }
}
