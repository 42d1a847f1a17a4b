using System.Diagnostics;
using System.Linq.Expressions;
using Actors.Runtime.Configuration;
using Actors.Runtime.Internal;
using Actors.Runtime.TestKit.Internal;

namespace Actors.Runtime.TestKit;

/// <summary>An actor system, an actor that keeps what it gets, and expectations of that.</summary>
public abstract partial class TestKitBase : IActorRefFactory
{
    private static int _testActors;

    private readonly TestQueue _queue = new();
    private readonly TestSettings _settings;
    private TimeSpan? _deadline;

    private protected TestKitBase(ActorSystem system, string? testActorName)
    {
        Sys = system;
        _settings = TestSettings.Read(system.Settings.Config.WithFallback(TestSettings.Defaults));
        var impl = (ActorSystemImpl)system;
        var dispatcher = system.Settings.Config.HasPath(DispatcherTable.CallingThreadId) ? DispatcherTable.CallingThreadId : DispatcherTable.DefaultId;
        var queue = _queue;
        TestActor = impl.SystemGuardian.AddChild(
            Props.Create(() => new TestActor(queue)).WithDispatcher(dispatcher),
            testActorName ?? $"testActor{Interlocked.Increment(ref _testActors)}");
    }

    /// <summary>The actor system.</summary>
    public ActorSystem Sys { get; }

    /// <summary>The actor whose messages the expectations look at.</summary>
    public IActorRef TestActor { get; }

    /// <summary>Who sent the message last looked at.</summary>
    public IActorRef LastSender { get; private set; } = ActorRefs.Nobody;

    /// <summary>The message last looked at, or null.</summary>
    public object? LastMessage { get; private set; }

    /// <summary>Whether a message waits to be looked at.</summary>
    public bool HasMessages => !_queue.IsEmpty;

    /// <summary>What is left of the enclosing <c>Within</c>.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public TimeSpan Remaining => _deadline is { } deadline
        ? Max(deadline - Elapsed, TimeSpan.Zero)
        : throw new InvalidOperationException("Remaining may only be asked for inside of Within");

    /// <summary>What is left of the enclosing <c>Within</c>, else <c>akka.test.single-expect-default</c>.</summary>
    public TimeSpan RemainingOrDefault => _deadline is null ? Dilated(_settings.SingleExpect) : Remaining;

    private static TimeSpan Elapsed => Stopwatch.GetElapsedTime(0);

    /// <summary>A time multiplied by <c>akka.test.timefactor</c>.</summary>
    public TimeSpan Dilated(TimeSpan duration) => duration * _settings.TimeFactor;

    /// <summary>The time given, multiplied by the time factor, but no more than is left of the enclosing <c>Within</c>.</summary>
    public TimeSpan RemainingOrDilated(TimeSpan? duration) => duration switch
    {
        null => RemainingOrDefault,
        { } given when given == Timeout.InfiniteTimeSpan => throw new ArgumentException("A test does not wait for ever", nameof(duration)),
        { } given when given < TimeSpan.Zero => throw new ArgumentException($"A time is not negative: {given}", nameof(duration)),
        { } given => _deadline is null ? Dilated(given) : Min(Dilated(given), Remaining),
    };

    /// <summary>Keeps messages from the expectations for which the function is true.</summary>
    public void IgnoreMessages(Func<object, bool> shouldIgnoreMessage) => _queue.Ignore = shouldIgnoreMessage;

    /// <summary>Keeps messages of a type from the expectations for which the function is true.</summary>
    public void IgnoreMessages<TMsg>(Func<TMsg, bool> shouldIgnoreMessage) =>
        _queue.Ignore = message => message is TMsg typed && shouldIgnoreMessage(typed);

    /// <summary>Keeps messages of a type from the expectations.</summary>
    public void IgnoreMessages<TMsg>() => _queue.Ignore = message => message is TMsg;

    /// <summary>Keeps no messages back any more.</summary>
    public void IgnoreNoMessages() => _queue.Ignore = null;

    /// <summary>Has the test actor watch another.</summary>
    public IActorRef Watch(IActorRef actorToWatch)
    {
        TestActor.Tell(new TestActor.WatchRequest(actorToWatch), ActorRefs.NoSender);
        return actorToWatch;
    }

    /// <summary>Has the test actor no longer watch another.</summary>
    public IActorRef Unwatch(IActorRef actorToUnwatch)
    {
        TestActor.Tell(new TestActor.UnwatchRequest(actorToUnwatch), ActorRefs.NoSender);
        return actorToUnwatch;
    }

    /// <summary>Terminates the system and waits for it.</summary>
    /// <param name="duration">How long to wait; null means <c>akka.test.default-timeout</c>.</param>
    /// <param name="verifySystemShutdown">Whether to throw when it takes longer.</param>
    public virtual void Shutdown(TimeSpan? duration = null, bool verifySystemShutdown = false) => Shutdown(Sys, duration, verifySystemShutdown);

    /// <summary>Another actor of this kind, in the same system.</summary>
    public virtual TestProbe CreateTestProbe(string? name = null) => CreateTestProbe(Sys, name);

    /// <summary>Another actor of this kind, in a system.</summary>
    public virtual TestProbe CreateTestProbe(ActorSystem system, string? name = null) => new(system, name);

    /// <inheritdoc cref="IActorRefFactory.ActorOf"/>
    public IActorRef ActorOf(Props props) => Sys.ActorOf(props);

    /// <inheritdoc/>
    public IActorRef ActorOf(Props props, string? name) => Sys.ActorOf(props, name);

    /// <summary>Makes an actor whose constructor needs nothing.</summary>
    public IActorRef ActorOf<TActor>()
        where TActor : ActorBase, new() => Sys.ActorOf(Props.Create<TActor>());

    /// <summary>Makes an actor whose constructor needs nothing.</summary>
    public IActorRef ActorOf<TActor>(string name)
        where TActor : ActorBase, new() => Sys.ActorOf(Props.Create<TActor>(), name);

    /// <summary>Makes an actor from a constructor call.</summary>
    public IActorRef ActorOf<TActor>(Expression<Func<TActor>> factory)
        where TActor : ActorBase => Sys.ActorOf(Props.Create(factory));

    /// <summary>Makes an actor from a constructor call.</summary>
    public IActorRef ActorOf<TActor>(Expression<Func<TActor>> factory, string name)
        where TActor : ActorBase => Sys.ActorOf(Props.Create(factory), name);

    /// <inheritdoc/>
    public ActorSelection ActorSelection(ActorPath actorPath) => Sys.ActorSelection(actorPath);

    /// <inheritdoc/>
    public ActorSelection ActorSelection(string actorPath) => Sys.ActorSelection(actorPath);

    /// <summary>Terminates a system and waits for it.</summary>
    protected virtual void Shutdown(ActorSystem system, TimeSpan? duration = null, bool verifySystemShutdown = false)
    {
        var limit = Dilated(duration ?? _settings.DefaultTimeout);
        if (!system.Terminate().Wait(limit) && verifySystemShutdown) throw new TimeoutException($"{system.Name} has not stopped within {limit}");
    }

    private protected static ActorSystem MakeSystem(Config config, string? name) =>
        ActorSystem.Create(name ?? "test", config.WithFallback(TestSettings.Defaults));

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    /// <summary>The result of a task that blocked instead of awaiting and is complete therefore.</summary>
    private static T Done<T>(ValueTask<T> task)
    {
        Debug.Assert(task.IsCompleted);
        return task.GetAwaiter().GetResult();
    }

    private async ValueTask<Received?> Next(TimeSpan timeout, bool block, CancellationToken cancellationToken)
    {
        var received = await _queue.Take(timeout, block, cancellationToken).ConfigureAwait(false);
        if (received is not null) (LastMessage, LastSender) = (received.Message, received.Sender);
        return received;
    }
}
