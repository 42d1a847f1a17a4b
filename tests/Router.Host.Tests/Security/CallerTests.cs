using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Router.Contracts;
using Router.Host.Security;

namespace Router.Host.Tests.Security;

public sealed class CallerTests
{
    private static readonly RouteDecision Decision = new(Guid.NewGuid()) { Text = "stop", Outcome = DecisionOutcome.OutOfScope, Timings = new DecisionTimings(1, 2, 3, 4, 10) };

    [Theory]
    [InlineData(true, "route", false)]
    [InlineData(true, "metrics", true)]
    [InlineData(false, "route", true)]
    public void Where_the_time_went_is_told_to_who_may_know(bool mustBeKnown, string scope, bool isTold)
    {
        var caller = Of(mustBeKnown, new Claim(CallerClaims.Scope, scope));

        var decision = Assert.IsType<RouteDecision>(caller.Show((RouteResult)Decision));
        var final = Assert.IsType<FinalDecision>(caller.Show(new FinalDecision("a", 1, Decision, SpeculationHit: true, 1)));
        var provisional = Assert.IsType<ProvisionalDecision>(caller.Show(new ProvisionalDecision("a", 1, Decision)));

        foreach (var shown in new[] { decision, final.Decision, provisional.Decision })
            Assert.Equal(isTold ? Decision : Decision with { Timings = default }, shown);
        var refused = new RouteRefused(Guid.NewGuid(), RefusalReason.QueueFull);
        Assert.Same(refused, caller.Show((RouteResult)refused));
    }

    [Theory]
    [InlineData("home", "tenant:home")]
    [InlineData("", "key:kitchen")]
    public void The_callers_of_a_tenant_have_one_part_of_the_cache_and_others_one_each(string tenant, string partition) => Assert.Equal(
        new Asker("key:kitchen", partition), Of(mustBeKnown: true, new Claim(CallerClaims.Id, "key:kitchen"), new Claim(CallerClaims.Tenant, tenant)).Asker);

    [Fact]
    public void Where_nobody_is_known_each_address_has_a_part_of_its_own() => Assert.Equal(new Asker("10.1.2.3", "10.1.2.3"), Of(mustBeKnown: false).Asker);

    [Fact]
    public void What_a_session_routes_of_its_own_accord_is_counted_and_needs_room_for_all_of_it()
    {
        var caller = Of(new TextBudgets(new RateLimitSettings { TextsPerSecond = 1, Burst = 6, MaxCallers = 1 }, new FakeTimeProvider()), mustBeKnown: false);

        Assert.Null(caller.CountOne());
        Assert.Equal((true, false, true), (caller.TryTake(4), caller.TryTake(2), caller.TryTake(1)));
        Assert.NotNull(caller.CountOne());
        Assert.True(Of(mustBeKnown: false).TryTake(1000));
    }

    private static Caller Of(bool mustBeKnown, params Claim[] claims) => Of(budgets: null, mustBeKnown, claims);

    private static Caller Of(TextBudgets? budgets, bool mustBeKnown, params Claim[] claims) => new(
        new DefaultHttpContext { User = new ClaimsPrincipal(new ClaimsIdentity(claims, "key")), Connection = { RemoteIpAddress = IPAddress.Parse("10.1.2.3") } },
        mustBeKnown, budgets);
}
