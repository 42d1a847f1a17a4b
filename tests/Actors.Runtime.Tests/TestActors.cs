namespace Actors.Runtime.Tests;

/// <summary>Answers every message with itself.</summary>
internal sealed class Echo : ReceiveActor
{
    public Echo() => ReceiveAny(message => Sender.Tell(message));
}

/// <summary>Passes every message on.</summary>
internal sealed class Relay : ReceiveActor
{
    public Relay(IActorRef target) => ReceiveAny(message => target.Forward(message));
}

/// <summary>Told to an actor that tells somebody about its life.</summary>
internal sealed record Throw(Exception Exception);

/// <summary>Asks a parent to make a child.</summary>
internal sealed record Make(Props Props, string? Name = null);

/// <summary>Makes children under a given strategy and tells who they are.</summary>
internal sealed class Parent : ReceiveActor
{
    private readonly SupervisorStrategy _strategy;

    public Parent(SupervisorStrategy strategy)
    {
        _strategy = strategy;
        Receive<Make>(make => Sender.Tell(Context.ActorOf(make.Props, make.Name)));
        Receive<Throw>(fail => throw fail.Exception);
    }

    protected override SupervisorStrategy SupervisorStrategy() => _strategy;
}

/// <summary>Tells a probe of every step of its life, and throws when told so.</summary>
internal sealed class Reporter : ReceiveActor
{
    private readonly IActorRef _probe;
    private readonly string _name;
    private int _count;

    public Reporter(IActorRef probe, string name = "child")
    {
        (_probe, _name) = (probe, name);
        Receive<Throw>(fail => throw fail.Exception);
        Receive<string>(text => _probe.Tell($"{_name} got {text}"));
        Receive<int>(_ => Sender.Tell(++_count));
    }

    protected override void PreStart() => _probe.Tell($"{_name} started");

    protected override void PreRestart(Exception reason, object? message)
    {
        _probe.Tell($"{_name} restarts after {reason.Message}");
        base.PreRestart(reason, message);
    }

    protected override void PostStop() => _probe.Tell($"{_name} stopped");
}
