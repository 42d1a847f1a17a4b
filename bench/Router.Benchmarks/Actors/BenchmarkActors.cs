namespace Router.Benchmarks.Actors;

/// <summary>A benchmark's run: so many messages, then it is done.</summary>
internal sealed class Run(int messages)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Messages => messages;

    public Task Done => _done.Task;

    public void Complete() => _done.SetResult();
}

/// <summary>Answers every message with itself.</summary>
internal sealed class Pong : ReceiveActor
{
    public Pong() => ReceiveAny(message => Sender.Tell(message, Self));
}

/// <summary>Sends a message to and fro as often as its run says.</summary>
internal sealed class Ping : ReceiveActor
{
    private Run _run = new(0);
    private int _left;

    public Ping(IActorRef pong)
    {
        var message = new object();
        Receive<Run>(run =>
        {
            (_run, _left) = (run, run.Messages);
            pong.Tell(message, Self);
        });
        ReceiveAny(answer =>
        {
            if (--_left == 0) _run.Complete();
            else pong.Tell(answer, Self);
        });
    }
}

/// <summary>Counts messages until its run is done.</summary>
internal sealed class Counter : ReceiveActor
{
    private Run _run = new(0);
    private int _left;

    public Counter()
    {
        Receive<Run>(run => (_run, _left) = (run, run.Messages));
        ReceiveAny(_ =>
        {
            if (--_left == 0) _run.Complete();
        });
    }
}
