using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Router.Host.Listeners;

namespace Router.Host.Grpc;

/// <summary>
/// The answers of one connection that were given and may still wait for the client to open its window. The server tells nobody, and keeps them with their
/// streams as long as the connection is there; here they are broken off when they were not taken in time.
/// </summary>
internal sealed class GivenAnswers : IDisposable
{
    /// <summary>RFC 9113, section 7: CANCEL, the stream is no longer needed.</summary>
    private const int Cancel = 8;

    private readonly Lock _lock = new();
    private readonly Queue<Answer> _answers = [];
    private readonly Intake _intake;
    private readonly ITimer _timer;
    private bool _isArmed;

    /// <param name="intake">How long an answer may take.</param>
    public GivenAnswers(Intake intake)
    {
        _intake = intake;
        _timer = intake.Time.CreateTimer(_ => Look(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Breaks a call off whose client does not take what it is told.</summary>
    public static void BreakOff(IHttpResetFeature stream)
    {
        RouterMetrics.Denied("late");
        stream.Reset(Cancel);
    }

    /// <summary>The handler of a call has ended, and what it has to say ends with trailers.</summary>
    public void Add(HttpContext http)
    {
        var features = http.Features;
        var stream = features.GetRequiredFeature<IHttp2StreamIdFeature>();
        var answer = new Answer(
            stream, stream.StreamId, features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers, features.GetRequiredFeature<IHttpResetFeature>(), _intake.Time.GetTimestamp());
        lock (_lock)
        {
            while (_answers.TryPeek(out var first) && first.IsTaken) _answers.Dequeue();
            _answers.Enqueue(answer);
            if (!_isArmed) Arm(_intake.Timeout);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        lock (_lock)
        {
            _isArmed = false;
            while (_answers.TryPeek(out var first))
            {
                var left = _intake.Timeout - _intake.Time.GetElapsedTime(first.Given);
                if (!first.IsTaken && left > TimeSpan.Zero)
                {
                    Arm(left);
                    return;
                }
                _answers.Dequeue();
                if (!first.IsTaken) BreakOff(first.Reset);
            }
        }
    }

    private void Arm(TimeSpan wait) => _isArmed = _timer.Change(wait, Timeout.InfiniteTimeSpan);

    /// <param name="Stream">The server's: it serves another call later, under another id.</param>
    /// <param name="Id">Of the call.</param>
    /// <param name="Trailers">The server closes them when it sends them, which it does last.</param>
    /// <param name="Reset">Breaks off what the stream serves.</param>
    /// <param name="Given">When.</param>
    private readonly record struct Answer(IHttp2StreamIdFeature Stream, int Id, IHeaderDictionary Trailers, IHttpResetFeature Reset, long Given)
    {
        public bool IsTaken => Trailers.IsReadOnly || Stream.StreamId != Id;
    }
}
