using Xunit.Sdk;

namespace Actors.Runtime.Tests;

public sealed class TestKitTests : RuntimeTest
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task An_expectation_of_another_type_or_of_nothing_fails()
    {
        TestActor.Tell(1);
        Assert.ThrowsAny<XunitException>(() => ExpectMsg<string>());
        Assert.ThrowsAny<XunitException>(() => ExpectMsg<string>(Soon));
        await Assert.ThrowsAnyAsync<XunitException>(async () => await ExpectMsgAsync<string>(Soon));
        TestActor.Tell("a");
        Assert.ThrowsAny<XunitException>(() => ExpectMsg("b"));
        TestActor.Tell("a");
        Assert.ThrowsAny<XunitException>(() => ExpectNoMsg(Soon));
        TestActor.Tell("a");
        Assert.ThrowsAny<XunitException>(() => ExpectMsg<string>(text => text == "b"));
    }

    [Fact]
    public async Task An_expectation_that_is_met_gives_the_message()
    {
        foreach (var i in Enumerable.Range(1, 6)) TestActor.Tell(i);

        Assert.Equal(1, ExpectMsg<int>());
        Assert.Equal(2, await ExpectMsgAsync(2));
        Assert.Equal(3, ExpectMsg<int>(i => i == 3));
        Assert.Equal(4, await ExpectMsgAsync<int>(i => Assert.Equal(4, i)));
        Assert.Equal(5, ExpectMsgFrom<int>(TestActor));
        Assert.Equal(6, ExpectMsgAnyOf([5, 6, 7]));
        await ExpectNoMsgAsync(Soon);
    }

    [Fact]
    public void Several_messages_may_come_in_any_order()
    {
        foreach (var i in new[] { 3, 1, 2 }) TestActor.Tell(i);
        Assert.Equal([3, 1, 2], ExpectMsgAllOf(1, 2, 3));

        foreach (var i in new[] { 1, 1, 2 }) TestActor.Tell(i);
        Assert.ThrowsAny<XunitException>(() => ExpectMsgAllOf(1, 2, 3));

        foreach (var i in new[] { 1, 2, 3, 4 }) TestActor.Tell(i);
        Assert.Equal([1, 2], ReceiveN(2).Cast<int>());
        Assert.Equal(["3"], ReceiveWhile(Soon, message => message is int and < 4 ? message.ToString() : null));
    }

    [Fact]
    public void Messages_may_be_fished_for_or_ignored()
    {
        IgnoreMessages<int>(i => i > 5);
        foreach (var i in new[] { 1, 2, 9, 3 }) TestActor.Tell(i);

        Assert.Equal(2, FishForMessage<int>(i => i == 2));
        ExpectMsg(3);
        IgnoreNoMessages();
        TestActor.Tell(9);
        ExpectMsg(9);
        Assert.ThrowsAny<XunitException>(() => FishForMessage<int>(_ => true, Soon));
    }

    [Fact]
    public async Task A_time_limit_holds_for_all_expectations_in_it()
    {
        Within(TimeSpan.FromSeconds(5), () =>
        {
            Assert.InRange(Remaining, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
            TestActor.Tell(1);
            ExpectMsg(1);
        });
        Assert.ThrowsAny<XunitException>(() => Within(Soon, () => ExpectMsg<int>()));
        Assert.ThrowsAny<XunitException>(() => Within(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), () => { }));
        await WithinAsync(TimeSpan.FromSeconds(5), () => Task.CompletedTask);
        Assert.Throws<InvalidOperationException>(() => Remaining);
    }

    [Fact]
    public async Task A_condition_is_waited_for()
    {
        var calls = 0;
        AwaitAssert(() => Assert.True(++calls >= 3));
        AwaitCondition(() => ++calls >= 6);
        await AwaitConditionAsync(() => ++calls >= 9);
        await AwaitAssertAsync(() => Assert.True(++calls >= 12));

        Assert.Equal(12, calls);
        Assert.ThrowsAny<XunitException>(() => AwaitAssert(() => Assert.Fail("never"), Soon));
    }

    [Fact]
    public void A_probe_sends_answers_forwards_and_stands_for_its_actor()
    {
        var (a, b) = (CreateTestProbe("a"), CreateTestProbe());

        a.Send(b.Ref, "question");
        b.ExpectMsg("question");
        b.Reply("answer");
        a.ExpectMsg("answer");
        Assert.Equal(b.Ref, a.Sender);

        ((IActorRef)b).Tell("to the probe", a.Ref);
        b.ExpectMsgFrom<string>(a.Ref);
        b.Forward(TestActor);
        ExpectMsg("to the probe");
        Assert.Equal(a.Ref, LastSender);
        Assert.True(a.Equals(a.Ref) && a.Ref.Equals(a) && a.GetHashCode() == a.Ref.GetHashCode() && !a.Equals(b));
        Assert.Equal("akka://test/system/a", a.Ref.Path.ToString());
    }

    [Fact]
    public void What_is_due_happens_in_the_order_of_its_time()
    {
        using var kit = new VirtualKit();
        kit.Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(2), TestActor, "second", ActorRefs.NoSender);
        kit.Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(1), TestActor, "first", ActorRefs.NoSender);
        kit.Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(2), TestActor, "third", ActorRefs.NoSender);
        var scheduler = (TestKit.TestScheduler)kit.Sys.Scheduler;
        var start = scheduler.Now;

        scheduler.AdvanceTo(start + TimeSpan.FromSeconds(2));

        foreach (var text in new[] { "first", "second", "third" }) ExpectMsg(text);
        Assert.Equal(TimeSpan.FromSeconds(2), scheduler.MonotonicClock);
        Assert.Throws<ArgumentOutOfRangeException>(() => scheduler.AdvanceTo(start));
    }

    [Fact]
    public void A_system_that_does_not_stop_in_time_is_reported_when_asked_for()
    {
        using var release = new ManualResetEventSlim();
        using var kit = new VirtualKit();
        kit.Sys.ActorOf(Props.Create(() => new Stubborn(release)));

        Assert.Throws<TimeoutException>(() => kit.Shutdown(Soon, verifySystemShutdown: true));
        release.Set();
    }

    private sealed class VirtualKit : TestKit.TestKit
    {
        public VirtualKit()
            : base(VirtualTime)
        {
        }
    }

    private sealed class Stubborn : ReceiveActor
    {
        private readonly ManualResetEventSlim _release;

        public Stubborn(ManualResetEventSlim release) => _release = release;

        protected override void PostStop() => _release.Wait();
    }
}
