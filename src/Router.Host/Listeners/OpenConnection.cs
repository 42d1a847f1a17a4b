using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Router.Host.Listeners;

/// <summary>A connection with the calls under way on it. It ends when it has had none for too long, and takes no new ones when it is too old.</summary>
internal sealed class OpenConnection : IDisposable
{
    /// <summary>How long a client may take to part from a connection that is to end.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    /// <summary>How long an answer may take to leave once it is given: it is written after the call has ended.</summary>
    private static readonly TimeSpan ToLeave = TimeSpan.FromSeconds(1);

    /// <summary>Watches at once: of the server's health and of its service's, for a few clients that share the connection.</summary>
    private const int MaxWatches = 8;

    private readonly ConnectionContext _context;
    private readonly ConnectionSettings _settings;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly long _opened;
    private long _idleSince;
    private long _parted;
    private int _calls;
    private int _watches;
    private volatile bool _isHttp2;
    private volatile bool _hadCalls;
    private volatile bool _isEnding;

    public OpenConnection(ConnectionContext context, string address, ConnectionSettings settings, TimeProvider time)
    {
        (_context, Address, _settings, _time) = (context, address, settings, time);
        _opened = _idleSince = time.GetTimestamp();
        _timer = time.CreateTimer(_ => Look(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Where it comes from.</summary>
    public string Address { get; }

    /// <summary>Whether no call is under way but watches, and what was answered last has had the time to leave.</summary>
    public bool MayGo => IsIdle && (!_hadCalls || _time.GetElapsedTime(Volatile.Read(ref _idleSince)) >= ToLeave);

    /// <summary>Whether another connection is to be kept rather than this one; both are idle.</summary>
    public bool IsIdlerThan(OpenConnection other) =>
        _hadCalls != other._hadCalls ? !_hadCalls : Volatile.Read(ref _idleSince) < Volatile.Read(ref other._idleSince);

    /// <summary>Runs a call on its connection.</summary>
    public static async Task ServeAsync(HttpContext http, RequestDelegate next)
    {
        var connection = http.Features.GetRequiredFeature<OpenConnection>();
        connection.Begin(http);
        try
        {
            await next(http);
        }
        finally
        {
            connection.End();
        }
    }

    /// <summary>
    /// Has a call that is under way count as a watch: one that may go on for ever. It keeps its connection from being closed for silence, but neither makes
    /// others wait for room nor outlasts the connection's age.
    /// </summary>
    /// <returns>Whether there is room for it; then it is to be ended.</returns>
    public bool TryBeginWatch()
    {
        if (Interlocked.Increment(ref _watches) > MaxWatches)
        {
            Interlocked.Decrement(ref _watches);
            return false;
        }
        // Nothing was answered: it has been silent for as long as before.
        Interlocked.Decrement(ref _calls);
        return true;
    }

    /// <summary>Has a watch count as a call again.</summary>
    public void EndWatch()
    {
        Interlocked.Increment(ref _calls);
        Interlocked.Decrement(ref _watches);
    }

    /// <summary>Begins to look at the clock.</summary>
    public void StartClock() => _timer.Change(Shorter(_settings.IdleTimeout, _settings.MaxAge), Timeout.InfiniteTimeSpan);

    /// <summary>Ends it at once.</summary>
    public void Abort() => _context.Abort(new ConnectionAbortedException("the connection was silent, or too old"));

    public void Dispose() => _timer.Dispose();

    private bool IsIdle => Volatile.Read(ref _calls) == 0;

    private void Begin(HttpContext http)
    {
        Interlocked.Increment(ref _calls);
        if (!_hadCalls) (_isHttp2, _hadCalls) = (HttpProtocol.IsHttp2(http.Request.Protocol), true);
        // HTTP/2 tells the client by itself; after an upgrade there are no further requests.
        if (_isEnding && !_isHttp2 && http.Request.Headers.Upgrade.Count == 0) http.Response.Headers.Connection = "close";
    }

    private void End()
    {
        Volatile.Write(ref _idleSince, _time.GetTimestamp());
        Interlocked.Decrement(ref _calls);
    }

    /// <summary>Ends what is to end, and says when to look again.</summary>
    private void Look()
    {
        // Each of them once: a clock that goes on between two looks would make a time that is left negative.
        var (isIdle, silence, age) = (IsIdle, _time.GetElapsedTime(Volatile.Read(ref _idleSince)), _time.GetElapsedTime(_opened));
        if (_isEnding && isIdle && silence >= (_time.GetElapsedTime(_parted) < 2 * Farewell ? Farewell : ToLeave))
        {
            Abort();
            return;
        }
        var isSilent = isIdle && Volatile.Read(ref _watches) == 0;
        // What was answered last may still be on its way.
        var next = _isEnding && isIdle ? Farewell - silence : Farewell;
        if ((isSilent && silence >= _settings.IdleTimeout) || (!_isEnding && age >= _settings.MaxAge)) Part(isIdle);
        if (!_isEnding) next = Shorter(isSilent ? _settings.IdleTimeout - silence : _settings.IdleTimeout, _settings.MaxAge - age);
        _timer.Change(next, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Asks the client to go. Over HTTP/1.1 a call under way would be broken off: there it is told with its answer.</summary>
    private void Part(bool isIdle)
    {
        if (!_isEnding) (_parted, _isEnding) = (_time.GetTimestamp(), true);
        if (isIdle || _isHttp2) _context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
