using Grpc.Core;
using Router.Contracts;
using Router.Host.Grpc;
using Message = Router.Contracts.Protocol.RouteRequest;
using Priority = Router.Contracts.Protocol.Priority;

namespace Router.Host.Tests.Grpc;

public sealed class RouteMappingTests
{
    private static readonly RoutingLimits Limits = new()
    {
        MaxTextLength = 512,
        MaxInFlight = 16,
        DefaultTimeout = TimeSpan.FromMilliseconds(1500),
        MinTimeout = TimeSpan.FromMilliseconds(5),
        MaxTimeout = TimeSpan.FromSeconds(30),
    };

    [Fact]
    public void A_request_that_says_nothing_else_has_the_configured_time_and_normal_priority()
    {
        var request = RouteMapping.ToRequest(new Message { Text = "wake me" }, timeLeft: null, Limits);
        Assert.Equal(("wake me", "text", QueryPriority.Normal, null), (request.Text, request.Field, request.Priority, request.Timeout));
        Assert.Null(request.TimeZone);
    }

    [Fact]
    public void The_speakers_time_zone_is_found_by_its_name() =>
        Assert.Equal("Asia/Kolkata", RouteMapping.ToRequest(new Message { TimeZone = "Asia/Kolkata" }, timeLeft: null, Limits).TimeZone?.Id);

    [Fact]
    public void A_request_says_when_it_is_only_where_that_is_allowed()
    {
        var message = new Message { Text = "wake me", Now = "2026-11-28T23:26:00+01:00" };

        Assert.Equal("now", Assert.Throws<InvalidRequestException>(() => RouteMapping.ToRequest(message, timeLeft: null, Limits)).Field);
        Assert.Equal(new DateTimeOffset(2026, 11, 28, 23, 26, 0, TimeSpan.FromHours(1)), RouteMapping.ToRequest(message, timeLeft: null, Limits with { AllowNow = true }).Now);
    }

    [Theory]
    [InlineData(Priority.Unspecified, QueryPriority.Normal)]
    [InlineData(Priority.Low, QueryPriority.Low)]
    [InlineData(Priority.Normal, QueryPriority.Normal)]
    [InlineData(Priority.High, QueryPriority.High)]
    public void Priorities_map_one_to_one(Priority priority, QueryPriority expected) =>
        Assert.Equal(expected, RouteMapping.ToRequest(new Message { Priority = priority }, timeLeft: null, Limits).Priority);

    [Theory]
    [InlineData(4, "", "", "priority")]
    [InlineData(0, "no language", "", "language")]
    [InlineData(0, "", "Mars/Olympus", "time_zone")]
    public void A_field_that_is_wrong_is_named(int priority, string language, string zone, string field)
    {
        var message = new Message { Text = "a", Priority = (Priority)priority, Language = language, TimeZone = zone };
        Assert.Equal(field, Assert.Throws<InvalidRequestException>(() => RouteMapping.ToRequest(message, timeLeft: null, Limits)).Field);
    }

    [Theory]
    [InlineData(0u, 200, 195)]
    [InlineData(100u, 200, 100)]
    [InlineData(300u, 200, 195)]
    [InlineData(0u, 3_600_000, 30_000)]
    [InlineData(100u, 3_600_000, 100)]
    [InlineData(0u, 1, -4)]
    public void The_shortest_of_the_requests_own_time_and_the_deadline_counts(uint asked, int left, int expected)
    {
        var request = RouteMapping.ToRequest(new Message { TimeoutMs = asked }, TimeSpan.FromMilliseconds(left), Limits);
        Assert.Equal(TimeSpan.FromMilliseconds(expected), request.Timeout);
    }

    [Fact]
    public void More_time_than_allowed_is_left_for_the_router_to_refuse_whatever_the_deadline()
    {
        var request = RouteMapping.ToRequest(new Message { TimeoutMs = 30_001 }, TimeSpan.FromSeconds(1), Limits);
        Assert.Equal((TimeSpan.FromMilliseconds(30_001), "timeout_ms"), (request.Timeout, request.TimeoutField));
    }

    [Theory]
    [InlineData(RefusalReason.QueueFull, StatusCode.ResourceExhausted)]
    [InlineData(RefusalReason.DeadlineExceeded, StatusCode.DeadlineExceeded)]
    [InlineData(RefusalReason.ShuttingDown, StatusCode.Unavailable)]
    [InlineData(RefusalReason.BackboneUnavailable, StatusCode.Unavailable)]
    [InlineData(RefusalReason.SubsystemsUnavailable, StatusCode.Unavailable)]
    public void Each_refusal_has_its_status(RefusalReason reason, StatusCode code)
    {
        var status = RouteMapping.ToException(RouteError.From(new RouteRefused(Guid.Empty, reason))).Status;
        Assert.Equal(code, status.StatusCode);
        Assert.NotEmpty(status.Detail);
    }

    [Fact]
    public void A_wrong_request_and_a_failure_have_theirs()
    {
        var invalid = RouteMapping.ToException(RouteError.From(new InvalidRequestException("text", "is empty")));
        Assert.Equal((StatusCode.InvalidArgument, "text: is empty"), (invalid.StatusCode, invalid.Status.Detail));
        Assert.Equal(StatusCode.Internal, RouteMapping.ToException(RouteError.Internal).StatusCode);
        Assert.Equal(StatusCode.Unavailable, RouteMapping.ToException(RouteError.Starting).StatusCode);
    }

    [Fact]
    public void Clients_are_told_when_to_try_again_where_that_helps()
    {
        var full = RouteError.From(new RouteRefused(Guid.Empty, RefusalReason.QueueFull) { RetryAfter = TimeSpan.FromMilliseconds(250) });
        Assert.Equal("250", RouteMapping.ToException(full).Trailers.GetValue("grpc-retry-pushback-ms"));
        Assert.Empty(RouteMapping.ToException(RouteError.Stopping).Trailers);
    }
}
