using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Router.Host.Http;

namespace Router.Host.Tests.Http;

public sealed class LastWordsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly DefaultHttpContext _context = new();
    private readonly CountedLifetime _lifetime = new();

    public LastWordsTests() => _context.Features.Set<IHttpRequestLifetimeFeature>(_lifetime);

    [Fact]
    public void A_connection_is_reset_once_and_only_when_its_client_has_had_time_to_read()
    {
        using (new LastWords(_context, _time))
        {
            _context.Abort();
            _context.Abort();
        }
        _time.Advance(TimeSpan.FromSeconds(5) - TimeSpan.FromTicks(1));
        Assert.Equal(0, _lifetime.Aborts);

        _time.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(1, _lifetime.Aborts);
    }

    [Fact]
    public void Before_and_after_it_a_request_is_aborted_at_once()
    {
        using (new LastWords(_context, _time)) Assert.Equal(_lifetime.RequestAborted, _context.RequestAborted);

        _context.Abort();

        Assert.Equal(1, _lifetime.Aborts);
    }

    private sealed class CountedLifetime : IHttpRequestLifetimeFeature
    {
        public int Aborts { get; private set; }

        public CancellationToken RequestAborted { get; set; } = new CancellationTokenSource().Token;

        public void Abort() => Aborts++;
    }
}
