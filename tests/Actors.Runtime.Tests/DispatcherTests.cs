using System.Collections.Concurrent;
using Actors.Runtime.Configuration;

namespace Actors.Runtime.Tests;

public sealed class DispatcherTests : RuntimeTest
{
    private const string Config = """
        pinned.type = PinnedDispatcher
        pair { type = ForkJoinDispatcher, throughput = 1, dedicated-thread-pool { thread-count = 2, threadtype = background } }
        no-threads { type = ForkJoinDispatcher, dedicated-thread-pool.thread-count = 0 }
        one-thread { type = ForkJoinDispatcher, dedicated-thread-pool.thread-count = 1 }
        odd-threads { type = ForkJoinDispatcher, dedicated-thread-pool { thread-count = 1, threadtype = odd } }
        no-throughput { type = Dispatcher, throughput = 0 }
        odd { type = OddDispatcher }
        """;

    public DispatcherTests()
        : base(Config)
    {
    }

    [Fact]
    public void A_pinned_actor_has_one_named_thread_that_no_other_actor_uses()
    {
        var threads = Enumerable.Range(0, 3).Select(i => Sys.ActorOf(Props.Create<WhereAmI>().WithDispatcher("pinned"), "pinned" + i))
            .Select(actor => Enumerable.Range(0, 20).Select(_ => Ask(actor)).Distinct().Single())
            .ToList();

        Assert.Equal(3, threads.Select(thread => thread.ManagedThreadId).Distinct().Count());
        Assert.Equal("test-pinned-pinned0", threads[0].Name);
        Assert.All(threads, thread => Assert.True(thread is { IsThreadPoolThread: false, IsBackground: true }));
    }

    [Fact]
    public void The_thread_of_a_pinned_actor_ends_with_it()
    {
        var actor = Sys.ActorOf(Props.Create<WhereAmI>().WithDispatcher("pinned"));
        var thread = Ask(actor);
        Watch(actor);

        Sys.Stop(actor);
        ExpectTerminated(actor);

        Assert.True(thread.Join(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void A_dispatcher_with_dedicated_threads_uses_no_more_than_it_has()
    {
        var threads = new ConcurrentDictionary<int, bool>();
        var actors = Enumerable.Range(0, 8).Select(_ => Sys.ActorOf(Props.Create<WhereAmI>().WithDispatcher("pair"))).ToList();

        for (var i = 0; i < 50; i++)
        {
            foreach (var actor in actors) actor.Tell("where?");
        }

        for (var i = 0; i < 50 * actors.Count; i++) threads[ExpectMsg<Thread>().ManagedThreadId] = true;
        Assert.InRange(threads.Count, 1, 2);
    }

    [Fact]
    public void An_actor_that_is_always_busy_leaves_room_for_others_on_its_only_thread()
    {
        var done = new TaskCompletionSource();
        var busy = Sys.ActorOf(Props.Create(() => new Busy(done.Task)).WithDispatcher("one-thread"));
        busy.Tell("go");

        Ask(Sys.ActorOf(Props.Create<WhereAmI>().WithDispatcher("one-thread")));

        done.SetResult();
    }

    [Theory]
    [InlineData("no-threads", "no-threads.dedicated-thread-pool.thread-count is 0; it must be at least 1")]
    [InlineData("odd-threads", "odd-threads.dedicated-thread-pool.threadtype is 'odd'")]
    [InlineData("no-throughput", "no-throughput.throughput is 0; it must be at least 1")]
    [InlineData("odd", "odd.type is 'OddDispatcher'")]
    public void A_value_out_of_bounds_is_refused_by_key_and_value(string id, string message)
    {
        var error = Assert.Throws<ConfigurationException>(() => Sys.ActorOf(Props.Create<WhereAmI>().WithDispatcher(id)));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_context_tells_the_dispatcher()
    {
        var actor = Sys.ActorOf(Props.Create<WhereAmI>().WithDispatcher("pair"));

        actor.Tell(1);

        ExpectMsg("pair");
    }

    private Thread Ask(IActorRef actor)
    {
        actor.Tell("where?");
        return ExpectMsg<Thread>();
    }

    private sealed class WhereAmI : ReceiveActor
    {
        public WhereAmI()
        {
            Receive<string>(_ => Sender.Tell(Thread.CurrentThread));
            Receive<int>(_ => Sender.Tell(Context.Dispatcher.Id));
        }
    }

    private sealed class Busy : ReceiveActor
    {
        public Busy(Task done) => ReceiveAny(message =>
        {
            if (!done.IsCompleted) Self.Tell(message);
        });
    }
}
