using Actors.Runtime.Internal;

namespace Actors.Runtime.Tests;

public sealed class MailboxTests : RuntimeTest
{
    private const int Seed = 20260731;

    [Theory]
    [InlineData(1, 5000)]
    [InlineData(2, 3000)]
    [InlineData(7, 1000)]
    public async Task Messages_of_one_sender_arrive_in_their_order_under_contention(int senders, int each)
    {
        var done = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var checker = Sys.ActorOf(Props.Create(() => new OrderChecker(senders, each, done)));

        await Task.WhenAll(Enumerable.Range(0, senders).Select(sender => Task.Run(() =>
        {
            for (var i = 0; i < each; i++) checker.Tell(new Numbered(sender, i), ActorRefs.NoSender);
        })));

        Assert.Equal("in order", await done.Task.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void A_queue_gives_back_what_was_put_in_whatever_the_mix_of_both()
    {
        var random = new Random(Seed);
        var queue = new MessageQueue();
        var model = new Queue<int>();
        var next = 0;
        for (var step = 0; step < 2000; step++)
        {
            for (var n = random.Next(step % 100 == 0 ? 5000 : 40); n > 0; n--)
            {
                queue.Enqueue(next, null);
                model.Enqueue(next++);
            }
            for (var n = random.Next(step % 100 == 50 ? 8000 : 40); n > 0; n--)
            {
                Assert.Equal(model.TryDequeue(out var expected), queue.TryDequeue(out var actual));
                if (actual.Message is int value) Assert.Equal(expected, value);
            }
            Assert.Equal(model.Count > 0, queue.HasItems);
        }
    }

    [Theory]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(2048)]
    [InlineData(2049)]
    public void A_ring_that_is_full_is_followed_by_a_longer_one(int count)
    {
        var queue = new MessageQueue();

        for (var i = 0; i < count; i++) queue.Enqueue(i, null);

        for (var i = 0; i < count; i++)
        {
            Assert.True(queue.TryDequeue(out var envelope));
            Assert.Equal(i, envelope.Message);
        }
        Assert.False(queue.TryDequeue(out _));
        Assert.False(queue.HasItems);
    }

    [Fact]
    public async Task Every_message_is_handled_or_a_dead_letter_and_none_is_handled_after_the_stop()
    {
        const int Senders = 4;
        const int Each = 2000;
        var random = new Random(Seed);
        for (var round = 0; round < 5; round++)
        {
            var tally = new Tally(Senders * Each);
            var letters = Sys.ActorOf(Props.Create(() => new LetterCounter(tally)));
            Sys.EventStream.Subscribe(letters, typeof(DeadLetter));
            var target = Sys.ActorOf(Props.Create(() => new Mortal(tally)));
            var stopAfter = random.Next(Each);

            await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(() =>
            {
                for (var i = 0; i < Each; i++)
                {
                    if (sender == 0 && i == stopAfter) Sys.Stop(target);
                    target.Tell(new Numbered(sender, i), ActorRefs.NoSender);
                }
            })));
            await tally.All.WaitAsync(TimeSpan.FromSeconds(30));

            Assert.False(tally.HandledAfterStop, $"seed {Seed}, round {round}");
            Sys.EventStream.Unsubscribe(letters);
        }
    }

    [Fact]
    public void A_poison_pill_waits_its_turn()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        var actor = Sys.ActorOf(Props.Create(() => new Relay(TestActor)));

        actor.Tell("before");
        actor.Tell(PoisonPill.Instance);
        actor.Tell("after");

        ExpectMsg("before");
        Assert.Equal("after", ExpectMsg<DeadLetter>().Message);
    }

    [Fact]
    public void An_actor_that_stops_itself_handles_nothing_else()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        var actor = Sys.ActorOf(Props.Create(() => new StopsItself(TestActor)));

        actor.Tell("stop");
        actor.Tell("more");

        ExpectMsg("stop");
        Assert.Equal("more", ExpectMsg<DeadLetter>().Message);
    }

    [Fact]
    public void A_tell_allocates_nothing_once_its_mailbox_is_warm()
    {
        var sink = Sys.ActorOf(Props.Create<Sink>().WithDispatcher(DispatcherTable.CallingThreadId));
        var message = new object();
        for (var i = 0; i < 100; i++) sink.Tell(message, TestActor);

        // The runtime itself may allocate on this thread while it recompiles what has become hot, so the quietest of several rounds counts.
        var allocated = Enumerable.Range(0, 10).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 10_000; i++) sink.Tell(message, TestActor);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void A_backlog_costs_its_envelopes_and_no_more()
    {
        const int Count = 100_000;
        var queue = new MessageQueue();
        var message = new object();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Count; i++) queue.Enqueue(message, null);
        var perMessage = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Count;

        Assert.InRange(perMessage, 0, 26);
    }

    private sealed record Numbered(int Sender, int Number);

    private sealed class Tally(int expected)
    {
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _seen;

        public Task All => _all.Task;

        public bool HandledAfterStop { get; set; }

        public void Count()
        {
            if (Interlocked.Increment(ref _seen) == expected) _all.TrySetResult();
        }
    }

    private sealed class LetterCounter : ReceiveActor
    {
        public LetterCounter(Tally tally) => Receive<DeadLetter>(letter =>
        {
            if (letter.Message is Numbered) tally.Count();
        });
    }

    private sealed class Mortal : ReceiveActor
    {
        private readonly Tally _tally;
        private bool _stopped;

        public Mortal(Tally tally)
        {
            _tally = tally;
            Receive<Numbered>(_ =>
            {
                if (_stopped) _tally.HandledAfterStop = true;
                _tally.Count();
            });
        }

        protected override void PostStop() => _stopped = true;
    }

    private sealed class StopsItself : ReceiveActor
    {
        public StopsItself(IActorRef probe) => Receive<string>(text =>
        {
            probe.Tell(text);
            Context.Stop(Self);
        });
    }

    private sealed class Sink : ReceiveActor
    {
        public Sink() => ReceiveAny(_ => { });
    }

    private sealed class OrderChecker : ReceiveActor
    {
        public OrderChecker(int senders, int each, TaskCompletionSource<string> done)
        {
            var next = new int[senders];
            var left = senders * each;
            Receive<Numbered>(message =>
            {
                if (next[message.Sender] != message.Number)
                    done.TrySetResult($"sender {message.Sender}: {message.Number} came when {next[message.Sender]} was due");
                next[message.Sender]++;
                if (--left == 0) done.TrySetResult("in order");
            });
        }
    }
}
