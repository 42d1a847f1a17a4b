using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Router.Host.Http;

namespace Router.Host.Tests.Http;

public sealed class LastWordsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly DefaultHttpContext _context = new();
    private readonly CountedAborts _lifetime = new();

    public LastWordsTests()
    {
        _context.Features.Set<IHttpRequestLifetimeFeature>(_lifetime);
        _context.Features.Set<IConnectionLifetimeFeature>(_lifetime);
    }

    [Fact]
    public void A_connection_is_reset_only_when_its_client_has_had_time_to_read()
    {
        LastWords.Begin(_context, _time);
        Assert.Equal(_lifetime.RequestAborted, _context.RequestAborted);

        _context.Abort();
        _time.Advance(TimeSpan.FromSeconds(5) - TimeSpan.FromTicks(1));
        Assert.Equal(0, _lifetime.Aborts);

        _time.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(1, _lifetime.Aborts);
    }

    private sealed class CountedAborts : IHttpRequestLifetimeFeature, IConnectionLifetimeFeature
    {
        public int Aborts { get; private set; }

        public CancellationToken RequestAborted { get; set; } = new CancellationTokenSource().Token;

        public CancellationToken ConnectionClosed { get; set; }

        public void Abort() => Aborts++;
    }
}
