using Router.Contracts;
using Router.Host.Routing;

namespace Router.Host.Tests.Routing;

/// <summary>A node that is asked for more than it can do.</summary>
public sealed class OverloadedAdmissionTests
{
    /// <summary>What the node can do.</summary>
    private const int PerSecond = 1000;

    private static readonly TimeSpan MostWait = TimeSpan.FromMilliseconds(250);

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(100)]
    public void It_goes_on_deciding_as_much_as_it_can_and_what_it_lets_in_does_not_wait_long(int times)
    {
        var run = Run(times * PerSecond, new Admission(2048, new Pace(MostWait)));

        Assert.InRange(run.Decided, 0.95 * PerSecond, 1.001 * PerSecond);
        Assert.InRange(run.Longest.TotalMilliseconds, 0, 1.1 * MostWait.TotalMilliseconds);
    }

    [Fact]
    public void Before_any_has_waited_no_more_are_let_in_than_tell_how_long_they_wait()
    {
        var admission = new Admission(2048, new Pace(MostWait));
        Assert.Equal(64, Fill(admission, ""));

        admission.Observe(ahead: 63, TimeSpan.FromMilliseconds(64));

        Assert.Equal(250 - 64, Fill(admission, ""));
    }

    [Fact]
    public void Without_overload_nothing_is_refused() => Assert.Equal(0, Run((int)(0.8 * PerSecond), new Admission(2048, new Pace(MostWait))).Refused);

    [Fact]
    public void What_is_expected_to_come_too_late_is_refused_at_once()
    {
        var admission = new Admission(2048, new Pace(MostWait));
        admission.Observe(ahead: 99, TimeSpan.FromMilliseconds(100));
        admission.TryEnter(100);

        Assert.Equal(RefusalReason.QueueFull, admission.TryEnter(1, "a", TimeSpan.FromMilliseconds(99)));
        Assert.Equal(RefusalReason.QueueFull, admission.Look(1, "a", TimeSpan.FromMilliseconds(99)));
        Assert.Null(admission.TryEnter(1, "a", TimeSpan.FromMilliseconds(101)));
        Assert.Equal(101, admission.ExpectedWait.TotalMilliseconds, 0.001);
    }

    [Fact]
    public void A_caller_leaves_room_for_others_and_others_for_those_that_come_after_them()
    {
        var admission = new Admission(800);
        Assert.Equal(700, Fill(admission, "first"));
        Assert.Equal(1, Fill(admission, "second"));
        for (var i = 0; i < 300; i++) admission.Leave(1, "first");

        Assert.Equal(199, Fill(admission, "first"));
        Assert.Equal(100, Fill(admission, "second"));
        Assert.Equal(1, Fill(admission, "third"));
    }

    [Fact]
    public void Callers_take_turns_with_the_texts_that_wait_however_many_requests_they_make()
    {
        var admission = new Admission(4);
        var many = Enumerable.Range(0, 10).Select(_ => new AdmissionWindow(admission, TimeProvider.System, "many")).ToArray();
        var one = new AdmissionWindow(admission, TimeProvider.System, "one");
        admission.TryEnter(4);
        var texts = many.Select(window => Wait(admission, window)).ToArray();
        var own = Enumerable.Range(0, 3).Select(_ => Wait(admission, one)).ToArray();

        admission.Leave(4);
        Assert.Equal((2, 1), (texts.Count(text => text.Task.IsCompleted), own.Count(text => text.Task.IsCompleted)));
        admission.Leave(1, "many");
        Assert.Equal((2, 2), (texts.Count(text => text.Task.IsCompleted), own.Count(text => text.Task.IsCompleted)));
    }

    [Fact]
    public void The_only_list_of_a_caller_is_taken_however_long_it_is_and_a_further_one_when_it_is_through_in_time()
    {
        var admission = Busy();
        Assert.Null(admission.LookForList(100_000, "a", TimeSpan.FromMilliseconds(1)));
        Fill(admission, "a");

        Assert.Equal(RefusalReason.QueueFull, admission.LookForList(1, "a", TimeSpan.FromMilliseconds(admission.UnderWay - 1)));
        Assert.Null(admission.LookForList(100_000, "a", TimeSpan.FromMilliseconds(admission.UnderWay + 1)));
        WaitFor(admission, "a", 500);

        var through = admission.UnderWay + 500 + 256;
        Assert.Equal(RefusalReason.QueueFull, admission.LookForList(256, "a", TimeSpan.FromMilliseconds(through - 1)));
        Assert.Null(admission.LookForList(256, "a", TimeSpan.FromMilliseconds(through + 1)));
        Assert.Equal(admission.UnderWay + 500, admission.ExpectedWaitOfList("a").TotalMilliseconds, 0.001);
    }

    [Fact]
    public void Other_callers_with_lists_take_turns_and_so_shut_none_out()
    {
        var admission = Busy();
        Fill(admission, "a");
        foreach (var other in new[] { "a", "b", "c" }) WaitFor(admission, other, 1000);

        // Behind one text of each.
        Assert.Null(admission.LookForList(256, "d", TimeSpan.FromMilliseconds(admission.UnderWay + 4)));
        WaitFor(admission, "d", 100);

        // The three have as many turns as it has.
        var through = admission.UnderWay + (4 * 200);
        Assert.Equal(RefusalReason.QueueFull, admission.LookForList(100, "d", TimeSpan.FromMilliseconds(through - 1)));
        Assert.Null(admission.LookForList(100, "d", TimeSpan.FromMilliseconds(through + 1)));
    }

    [Fact]
    public void What_waits_is_bounded_for_each_caller_and_for_all()
    {
        var admission = new Admission(100);
        Fill(admission, "");
        int Lists(string caller)
        {
            var count = 0;
            for (; admission.LookForList(10, caller, TimeSpan.MaxValue) is null; count++) WaitFor(admission, caller, 10);
            return count;
        }

        Assert.Equal([20, 14, 6, 0], new[] { "a", "b", "c", "d" }.Select(Lists));
    }

    [Fact]
    public void What_gave_up_waits_no_more()
    {
        var admission = new Admission(10);
        Fill(admission, "");
        var (stays, leaves) = (new AdmissionWindow(admission, TimeProvider.System, "a"), new AdmissionWindow(admission, TimeProvider.System, "a"));
        var first = Wait(admission, stays);
        var texts = Enumerable.Range(1, 39).Select(_ => Wait(admission, leaves)).ToArray();
        Assert.Equal(RefusalReason.QueueFull, admission.LookForList(1, "a", TimeSpan.MaxValue));

        foreach (var text in texts) Assert.True(admission.GiveUp(leaves, text));

        Assert.Null(admission.LookForList(1, "a", TimeSpan.MaxValue));
        Assert.Single(leaves.Waiting);
        var next = Wait(admission, leaves);
        admission.Leave(10);
        Assert.Equal((true, true, 2), (first.Task.IsCompletedSuccessfully, next.Task.IsCompletedSuccessfully, admission.UnderWay));
    }

    /// <summary>One caller has two hundred lists at once.</summary>
    [Fact]
    public async Task Of_more_lists_than_can_be_answered_those_that_are_taken_are_answered_in_time_and_the_node_has_always_work()
    {
        var (time, admission) = (new FakeTimeProvider(), Busy());
        var (until, taken, answered, idle) = (time.GetUtcNow() + TimeSpan.FromSeconds(3), new List<Task<RefusalReason?>>(), 0, 0);
        for (var i = 0; i < 200; i++)
        {
            if (admission.LookForList(256, "a", until - time.GetUtcNow()) is not null) continue;
            var window = new AdmissionWindow(admission, time, "a");
            for (var j = 0; j < 256; j++) taken.Add(window.EnterAsync(1, until, CancellationToken.None));
        }
        for (; time.GetUtcNow() < until && answered < taken.Count; answered++)
        {
            if (admission.UnderWay == 0) idle++;
            else admission.Leave(1, "a");
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(0, idle);
        Assert.InRange(taken.Count, 10 * 256, 12 * 256);
        Assert.All(await Task.WhenAll(taken), Assert.Null);
    }

    /// <summary>A node that is known to do one query in a millisecond.</summary>
    private static Admission Busy()
    {
        var admission = new Admission(2048, new Pace(MostWait));
        admission.Observe(ahead: 99, TimeSpan.FromMilliseconds(100));
        return admission;
    }

    private static void WaitFor(Admission admission, string caller, int texts)
    {
        var window = new AdmissionWindow(admission, TimeProvider.System, caller);
        for (var i = 0; i < texts; i++) Wait(admission, window);
    }

    private static WaitingText Wait(Admission admission, AdmissionWindow window)
    {
        var text = new WaitingText(1, DateTimeOffset.MaxValue);
        admission.Wait(window, text);
        return text;
    }

    private static int Fill(Admission admission, string caller)
    {
        var count = 0;
        while (admission.TryEnter(1, caller) is null) count++;
        return count;
    }

    /// <summary>Ten seconds of regular arrivals at a server that does one after the other, and that nobody has asked anything before.</summary>
    private static (double Decided, TimeSpan Longest, int Refused) Run(int arrivals, Admission admission)
    {
        var queue = new Queue<(double Came, int Ahead)>();
        var (free, decided, refused, longest) = (0.0, 0, 0, 0.0);
        for (var i = 0; i < 10 * arrivals; i++)
        {
            var now = (double)i / arrivals;
            while (queue.TryPeek(out var first) && Math.Max(free, first.Came) + (1.0 / PerSecond) is var end && end <= now)
            {
                queue.Dequeue();
                free = end;
                admission.Observe(first.Ahead, TimeSpan.FromSeconds(end - first.Came));
                admission.Leave(1, "a");
                decided++;
                longest = Math.Max(longest, end - first.Came);
            }
            var ahead = admission.UnderWay;
            if (admission.TryEnter(1, "a", TimeSpan.FromSeconds(1.5)) is null) queue.Enqueue((now, ahead));
            else refused++;
        }
        return (decided / 10.0, TimeSpan.FromSeconds(longest), refused);
    }
}
