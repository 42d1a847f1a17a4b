using Actors.Runtime.Configuration;

namespace Actors.Runtime.Tests;

public sealed class AskTests : RuntimeTest
{
    public AskTests()
        : base(VirtualTime)
    {
    }

    [Fact]
    public async Task An_ask_gets_the_answer()
    {
        var echo = Sys.ActorOf(Props.Create<Echo>());

        Assert.Equal("hello", await echo.Ask<string>("hello"));
        Assert.Equal("hello", await echo.Ask("hello", TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task An_answer_of_another_type_is_a_failure()
    {
        var echo = Sys.ActorOf(Props.Create<Echo>());

        await Assert.ThrowsAsync<ArgumentException>(() => echo.Ask<int>("hello"));
    }

    [Fact]
    public async Task A_failure_as_the_answer_fails_the_ask_with_its_cause()
    {
        var echo = Sys.ActorOf(Props.Create<Echo>());
        var failure = new Status.Failure(new InvalidOperationException("oops"));

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => echo.Ask<string>(failure));

        Assert.Same(failure.Cause, error);
        Assert.Same(failure, await echo.Ask(failure));
    }

    [Fact]
    public async Task An_ask_without_an_answer_fails_when_its_time_is_up_and_not_before()
    {
        var ask = TestActor.Ask<string>("hello", TimeSpan.FromSeconds(1));

        Time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(ask.IsCompleted);
        Time.Advance(TimeSpan.FromMilliseconds(1));

        await Assert.ThrowsAsync<AskTimeoutException>(() => ask);
    }

    [Fact]
    public async Task A_cancelled_ask_is_cancelled_and_not_timed_out()
    {
        using var cancellation = new CancellationTokenSource();
        var ask = TestActor.Ask<string>("hello", TimeSpan.FromSeconds(1), cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ask);
        Assert.True(ask.IsCanceled);
    }

    [Fact]
    public async Task An_answer_that_comes_too_late_is_a_dead_letter()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        var ask = TestActor.Ask<string>("hello", TimeSpan.FromSeconds(1));
        ExpectMsg("hello");
        Time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<AskTimeoutException>(() => ask);

        LastSender.Tell("late");

        Assert.Equal("late", ExpectMsg<DeadLetter>().Message);
    }

    [Fact]
    public async Task The_message_may_carry_the_reference_to_answer_to()
    {
        var ask = TestActor.Ask<string>(replyTo => new Addressed(replyTo), null, CancellationToken.None);

        ExpectMsg<Addressed>().ReplyTo.Tell("answer");

        Assert.Equal("answer", await ask);
    }

    [Fact]
    public async Task An_asker_can_be_found_by_its_path_until_it_has_its_answer()
    {
        var ask = TestActor.Ask<string>("hello");
        ExpectMsg("hello");
        var path = Serialization.SerializedActorPath(LastSender);

        Sys.Serialization.DeserializeActorRef(path).Tell("answer");
        Assert.Equal("answer", await ask);

        var gone = Sys.Serialization.DeserializeActorRef(path);
        Watch(gone);
        ExpectTerminated(gone);
    }

    [Fact]
    public async Task The_configured_timeout_holds_where_none_is_given()
    {
        using var system = ActorSystem.Create("other", Sys.Settings.Config.WithFallback(null));
        Assert.Equal(Timeout.InfiniteTimeSpan, system.Settings.AskTimeout);
        await system.Terminate();

        var config = ConfigurationFactory.ParseString("akka.actor.ask-timeout = 2s\n" + VirtualTime);
        using var limited = ActorSystem.Create("limited", config);
        var ask = limited.DeadLetters.Ask<string>("hello");
        ((TestKit.TestScheduler)limited.Scheduler).Advance(TimeSpan.FromSeconds(2));

        await Assert.ThrowsAsync<AskTimeoutException>(() => ask);
    }

    [Fact]
    public async Task The_outcome_of_a_task_is_piped_to_an_actor()
    {
        var echo = Sys.ActorOf(Props.Create<Echo>());

        await Task.FromResult(7).PipeTo(TestActor, echo);
        ExpectMsg(7);
        Assert.Equal(echo, LastSender);

        await Task.FromException<int>(new InvalidOperationException("oops")).PipeTo(TestActor);
        Assert.Equal("oops", ExpectMsg<Status.Failure>().Cause.Message);

        await Task.FromResult(7).PipeTo(TestActor, success: n => n + 1, failure: e => e.Message);
        ExpectMsg(8);
        await Task.FromException(new InvalidOperationException("oops")).PipeTo(TestActor, failure: e => e.Message);
        ExpectMsg("oops");
    }

    private sealed record Addressed(IActorRef ReplyTo);
}
