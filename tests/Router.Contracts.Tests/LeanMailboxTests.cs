using Akka.Dispatch;

namespace Router.Contracts.Tests;

public sealed class LeanMailboxTests
{
    private readonly LeanMessageQueue _messages = new();

    [Fact]
    public void Messages_come_out_in_their_order_and_then_none()
    {
        for (var i = 0; i < 100; i++) _messages.Enqueue(ActorRefs.Nobody, new Envelope(i, ActorRefs.NoSender));
        Assert.Equal((100, true), (_messages.Count, _messages.HasMessages));
        var taken = new List<object>();
        while (_messages.TryDequeue(out var envelope)) taken.Add(envelope.Message);

        Assert.Equal(Enumerable.Range(0, 100), taken.Cast<int>());
        Assert.Equal((0, false), (_messages.Count, _messages.HasMessages));
    }

    [Fact]
    public void What_is_left_goes_to_the_dead_letters()
    {
        var dead = new LeanMessageQueue();
        for (var i = 0; i < 3; i++) _messages.Enqueue(ActorRefs.Nobody, new Envelope(i, ActorRefs.NoSender));
        _messages.CleanUp(ActorRefs.Nobody, dead);

        Assert.Equal((0, 3), (_messages.Count, dead.Count));
    }

    [Fact]
    public async Task No_message_of_many_senders_at_once_is_lost_and_each_senders_come_in_their_order()
    {
        const int Senders = 8, Each = 5_000;
        using var system = ActorSystem.Create(
            "lean", ConfigurationFactory.ParseString("akka.actor.default-mailbox.mailbox-type = \"Router.Contracts.LeanMailbox, Router.Contracts\""));
        var done = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var counter = system.ActorOf(Props.Create(() => new Counter(Senders, Each, done)));
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++) counter.Tell((sender, i));
        })));

        Assert.Null(await done.Task.WaitAsync(TimeSpan.FromSeconds(60)));
        await system.Terminate();
    }

    private sealed class Counter : ReceiveActor
    {
        private readonly int[] _next;

        public Counter(int senders, int each, TaskCompletionSource<string?> done)
        {
            _next = new int[senders];
            Receive<(int Sender, int Number)>(message =>
            {
                if (_next[message.Sender]++ != message.Number) done.TrySetResult($"{message} came out of order");
                if (Array.TrueForAll(_next, next => next == each)) done.TrySetResult(null);
            });
        }
    }
}
