using Microsoft.Extensions.Logging.Abstractions;
using Router.Contracts;

namespace Actors.Ranker.Tests;

public sealed class RankerActorTests : TestKit
{
    private static readonly SubsystemRoster Roster = new(["alarm", "iot"]);
    private readonly FakeTimeProvider _time = new(Verdicts.Start);
    private readonly IActorRef _ranker;

    public RankerActorTests() =>
        _ranker = Sys.ActorOf(RankerActor.Create(
            Rankings.Simple(), _time, NullLogger.Instance));

    [Fact]
    public void What_the_backbone_says_is_in_the_decision()
    {
        var query = Register();
        Tell(new TextRemarks(query.Id, Negated: true, []));
        Tell(new TextRemarks(Guid.CreateVersion7(), Negated: true, []));
        Tell(Verdicts.Of(query, Verdicts.Accept("alarm", 0.99)));
        Tell(Verdicts.Of(query, Verdicts.Reject("iot")));
        Assert.True(ExpectMsg<RouteDecision>().Negated);
        query = Register();
        Tell(Verdicts.Of(query, Verdicts.Accept("alarm", 0.99)));
        Tell(Verdicts.Of(query, Verdicts.Reject("iot")));
        Assert.False(ExpectMsg<RouteDecision>().Negated);
    }

    [Fact]
    public void Who_is_not_asked_may_be_told_after_the_verdicts_of_those_who_are()
    {
        var query = Register();
        Tell(Verdicts.Of(query, Verdicts.Accept("alarm", 0.99)));
        Tell(new SubsystemsSkipped(query.Id, ["iot"]));
        Assert.False(ExpectMsg<RouteDecision>().Partial);
    }

    [Fact]
    public void Who_is_not_asked_is_named_in_the_decision_and_does_not_make_it_partial()
    {
        var query = Register();
        Tell(new SubsystemsSkipped(Guid.CreateVersion7(), ["alarm", "iot"]));
        Tell(new SubsystemsSkipped(query.Id, ["iot"]));
        ExpectNothing();
        Tell(Verdicts.Of(query, Verdicts.Accept("alarm", 0.99)));
        var decision = ExpectMsg<RouteDecision>();
        Assert.Equal((DecisionOutcome.Routed, "alarm", false), (decision.Outcome, decision.Subsystem, decision.Partial));
        Assert.Empty(decision.Missing);
        Assert.Equal(["iot"], decision.Skipped);
    }

    [Fact]
    public void A_query_is_decided_as_soon_as_every_subsystem_has_judged_it()
    {
        var query = Register();
        _time.Advance(TimeSpan.FromMilliseconds(10));
        Tell(Verdicts.Of(query, Verdicts.Accept("alarm", 0.99)));
        ExpectNothing();
        Tell(Verdicts.Of(query, Verdicts.Reject("iot")));

        var decision = ExpectMsg<RouteDecision>();

        Assert.Equal(query.Id, decision.QueryId);
        Assert.Equal((DecisionOutcome.Routed, "alarm", "alarm_do"), (decision.Outcome, decision.Subsystem, decision.Intent));
        Assert.False(decision.Partial);
        Assert.Equal(new DecisionTimings(1, 2, 7, 0, 10), decision.Timings);
    }

    [Fact]
    public void When_the_deadline_strikes_the_verdicts_that_are_there_decide()
    {
        var query = Register();
        Tell(Verdicts.Of(query, Verdicts.Accept("alarm", 0.99)));
        ExpectNothing();
        Advance(TimeSpan.FromSeconds(1));

        var decision = ExpectMsg<RouteDecision>();

        Assert.Equal("alarm", decision.Subsystem);
        Assert.True(decision.Partial);
        Assert.Equal(["iot"], decision.Missing);
    }

    [Fact]
    public void Nothing_strikes_before_the_deadline()
    {
        var query = Register();
        Tell(Verdicts.Of(query, Verdicts.Accept("alarm", 0.99)));
        Advance(TimeSpan.FromSeconds(1) - TimeSpan.FromMilliseconds(1));
        ExpectNothing();
    }

    /// <summary>Akka.NET's scheduler would strike up to 20 ms later, when the client is gone.</summary>
    [Fact]
    public void A_deadline_within_a_millisecond_strikes_at_the_next_one()
    {
        var query = Register(TimeSpan.FromMilliseconds(3.5));
        ExpectNothing();
        Advance(TimeSpan.FromMilliseconds(3));
        ExpectNothing();
        Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(query.Id, ExpectMsg<RouteRefused>().QueryId);
    }

    [Fact]
    public void A_deadline_without_any_verdict_is_a_refusal()
    {
        var query = Register();
        ExpectNothing();
        Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new RouteRefused(query.Id, RefusalReason.DeadlineExceeded), ExpectMsg<RouteRefused>());
    }

    [Fact]
    public void Each_query_has_its_own_deadline()
    {
        var late = Register(TimeSpan.FromSeconds(3));
        var early = Register(TimeSpan.FromSeconds(1));
        ExpectNothing();
        Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(early.Id, ExpectMsg<RouteRefused>().QueryId);
        ExpectNothing();
        Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(late.Id, ExpectMsg<RouteRefused>().QueryId);
    }

    [Fact]
    public void A_subsystem_that_is_down_is_missing_and_the_others_decide()
    {
        var query = Register();
        Tell(new SubsystemUnavailable("iot", [query.Id]));
        Tell(Verdicts.Of(query, Verdicts.Accept("alarm", 0.99)));

        var decision = ExpectMsg<RouteDecision>();

        Assert.Equal("alarm", decision.Subsystem);
        Assert.True(decision.Partial);
        Assert.Equal(["iot"], decision.Missing);
    }

    [Fact]
    public void When_every_subsystem_is_down_the_query_is_refused_at_once()
    {
        var query = Register();
        Tell(new SubsystemUnavailable("iot", [query.Id]));
        Tell(new SubsystemUnavailable("alarm", [query.Id]));
        Assert.Equal(new RouteRefused(query.Id, RefusalReason.SubsystemsUnavailable), ExpectMsg<RouteRefused>());
    }

    [Fact]
    public void A_query_that_is_not_encoded_ends_with_the_reason()
    {
        var query = Register();
        Tell(new EncodeRefused(query.Id, RefusalReason.QueueFull, TimeSpan.FromMilliseconds(20)));
        Assert.Equal(new RouteRefused(query.Id, RefusalReason.QueueFull, TimeSpan.FromMilliseconds(20)), ExpectMsg<RouteRefused>());
    }

    [Fact]
    public void A_query_that_one_of_its_backbones_does_not_encode_is_decided_without_those_who_read_it()
    {
        var query = Register();
        Tell(new EncodeRefused(query.Id, RefusalReason.BackboneUnavailable) { Asked = ["iot"] });
        ExpectNothing();
        Tell(Verdicts.Of(query, Verdicts.Accept("alarm", 0.99)));
        var decision = ExpectMsg<RouteDecision>();
        Assert.Equal((true, "alarm"), (decision.Partial, decision.Subsystem));
        Assert.Equal(["iot"], decision.Missing);
    }

    [Fact]
    public void A_query_that_none_of_its_backbones_encodes_ends_with_the_first_reason()
    {
        var query = Register();
        Tell(new EncodeRefused(query.Id, RefusalReason.QueueFull, TimeSpan.FromMilliseconds(20)) { Asked = ["iot"] });
        Tell(new EncodeRefused(query.Id, RefusalReason.BackboneUnavailable) { Asked = ["alarm"] });
        Assert.Equal(new RouteRefused(query.Id, RefusalReason.QueueFull, TimeSpan.FromMilliseconds(20)), ExpectMsg<RouteRefused>());
    }

    [Fact]
    public void A_cancelled_query_is_answered_by_nobody_and_the_others_go_on()
    {
        var (cancelled, other) = (Register(), Register());
        Tell(new CancelQuery(cancelled.Id));
        Tell(new CancelQuery(Guid.NewGuid()));
        Tell(Verdicts.Of(cancelled, Verdicts.Accept("alarm", 0.99)));
        Tell(Verdicts.Of(cancelled, Verdicts.Reject("iot")));
        ExpectNothing();
        Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(other.Id, ExpectMsg<RouteRefused>().QueryId);
        ExpectNothing();
    }

    [Fact]
    public void Whatever_comes_after_the_end_is_ignored()
    {
        var query = Register();
        Tell(new EncodeRefused(query.Id, RefusalReason.QueueFull));
        ExpectMsg<RouteRefused>();
        Tell(Verdicts.Of(query, Verdicts.Accept("alarm", 0.99)));
        Tell(Verdicts.Of(query, Verdicts.Reject("iot")));
        Tell(new EncodeRefused(query.Id, RefusalReason.QueueFull));
        Advance(TimeSpan.FromSeconds(1));
        ExpectNothing();
    }

    [Fact]
    public void Queries_under_way_when_the_ranker_stops_are_refused()
    {
        var query = Register();
        Tell(PoisonPill.Instance);
        Assert.Equal(new RouteRefused(query.Id, RefusalReason.ShuttingDown), ExpectMsg<RouteRefused>());
    }

    [Fact]
    public void A_query_registered_twice_is_answered_once()
    {
        var query = Register();
        Tell(new RankQuery(query, Roster));
        Tell(new EncodeRefused(query.Id, RefusalReason.QueueFull));
        ExpectMsg<RouteRefused>();
        ExpectNothing();
    }

    private Query Register(TimeSpan? timeout = null)
    {
        var query = Verdicts.Query(timeout: timeout);
        Tell(new RankQuery(query, Roster));
        return query;
    }

    private void Tell(object message) => _ranker.Tell(message, TestActor);

    /// <summary>Nothing was answered to what was told so far.</summary>
    private void ExpectNothing()
    {
        Tell(new Identify("handled"));
        ExpectMsg<ActorIdentity>();
    }

    private void Advance(TimeSpan by)
    {
        ExpectNothing();
        _time.Advance(by);
    }
}
