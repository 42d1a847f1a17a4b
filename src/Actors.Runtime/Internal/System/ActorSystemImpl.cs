using System.Collections.Concurrent;
using System.Globalization;
using Actors.Runtime.Configuration;

namespace Actors.Runtime.Internal;

/// <summary>The one kind of actor system.</summary>
internal sealed class ActorSystemImpl : ExtendedActorSystem
{
    private readonly TaskCompletionSource _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, ActorRefBase> _temporary = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Type, Lazy<object>> _extensions = new();
    private readonly RootActorPath _rootPath;
    private readonly ActorCell _root;
    private ActorCell _user = null!;
    private ActorCell _system = null!;
    private long _nextTemp;
    private int _nextUid = Random.Shared.Next();

    internal ActorSystemImpl(string name, Config config)
    {
        ValidateName(name);
        Name = name;
        Address = new Address("akka", name);
        _rootPath = new RootActorPath(Address, "/");
        Settings = new Settings(this, config.WithFallback(ReferenceConfig.Value));
        EventLog = new EventLog(this, Settings.LogLevel);
        EventStream = new EventStream();
        Scheduler = SchedulerFactory.Make(Settings);
        Actions = (IActionScheduler)Scheduler;
        DeadLetterSink = new DeadLetterActorRef(this, _rootPath / "deadLetters");
        IgnoreRef = new IgnoreActorRef(this, _rootPath / "ignore");
        DispatcherTable = new DispatcherTable(name, Settings.Config);
        Serialization = new Serialization(this);
        _root = new ActorCell(this, Props.Create<RootGuardian>(), parent: null, _rootPath, DispatcherTable.Default);
    }

    public override Settings Settings { get; }

    public override string Name { get; }

    public override Serialization Serialization { get; }

    public override EventStream EventStream { get; }

    public override IActorRef DeadLetters => DeadLetterSink;

    public override IActorRef IgnoreRef { get; }

    public override IScheduler Scheduler { get; }

    public override Task WhenTerminated => _terminated.Task;

    internal Address Address { get; }

    internal EventLog EventLog { get; }

    internal IActionScheduler Actions { get; }

    internal DeadLetterActorRef DeadLetterSink { get; }

    internal DispatcherTable DispatcherTable { get; }

    internal ActorRefBase RootRef => (ActorRefBase)_root.Self;

    internal ActorCell SystemGuardian => _system;

    internal ActorSystemImpl Start()
    {
        _root.SendSystem(new Create());
        _system = ((LocalActorRef)_root.AddChild(Props.Create<Guardian>(), "system")).Cell;
        _user = ((LocalActorRef)_root.AddChild(Props.Create<Guardian>(), "user")).Cell;
        _root.Tell(new RootGuardian.Guard(_user.Self, _system.Self), ActorRefs.NoSender);
        _ = CoordinatedShutdown.Get(this);
        return this;
    }

    public override IActorRef ActorOf(Props props, string? name = null) => _user.AddChild(props, name);

    public override ActorSelection ActorSelection(ActorPath actorPath) => SelectionParser.OfPath(this, actorPath);

    public override ActorSelection ActorSelection(string actorPath) => SelectionParser.Parse(this, RootRef, actorPath);

    public override void Stop(IActorRef actor) => ActorRefBase.Of(actor).Stop();

    public override Task Terminate()
    {
        if (!Settings.CoordinatedShutdownRunByActorSystemTerminate) return StopActors();
        _ = CoordinatedShutdown.Get(this).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance);
        return WhenTerminated;
    }

    /// <summary>Stops the program's actors, then the engine's own.</summary>
    internal Task StopActors()
    {
        _root.Tell(RootGuardian.StopAll.Instance, ActorRefs.NoSender);
        return WhenTerminated;
    }

    internal int NextUid()
    {
        var uid = Interlocked.Increment(ref _nextUid) & int.MaxValue;
        return uid == 0 ? NextUid() : uid;
    }

    internal ActorPath NewTempPath() =>
        _rootPath / "temp" / ("$" + Interlocked.Increment(ref _nextTemp).ToString("x", CultureInfo.InvariantCulture));

    internal void RegisterTemp(ActorRefBase actor, ActorPath path) => _temporary[path.Name] = actor;

    internal void UnregisterTemp(ActorPath path) => _temporary.TryRemove(path.Name, out _);

    /// <summary>References at the root that are no children of it.</summary>
    internal ActorRefBase? Special(ActorCell parent, string name) =>
        parent == _root && name == "deadLetters" ? DeadLetterSink : null;

    /// <summary>The actor at a path of this system; what is told to a path where none is becomes a dead letter.</summary>
    internal ActorRefBase Resolve(ActorPath path)
    {
        var elements = path.Elements;
        if (path.Address != Address) return new EmptyActorRef(this, path);
        if (elements.Count == 2 && elements[0] == "temp") return _temporary.GetValueOrDefault(elements[1]) ?? new EmptyActorRef(this, path);
        if (elements.Count == 1 && Special(_root, elements[0]) is { } special) return special;
        var cell = _root;
        foreach (var element in elements)
        {
            if (cell.ChildCell(element) is not { } child) return new EmptyActorRef(this, path);
            cell = child;
        }
        return path.Uid == 0 || path.Uid == cell.Self.Path.Uid ? (ActorRefBase)cell.Self : new EmptyActorRef(this, path);
    }

    internal T Extension<T>(Func<ActorSystemImpl, T> make)
        where T : class => (T)_extensions.GetOrAdd(typeof(T), _ => new Lazy<object>(() => make(this))).Value;

    internal void OnRootFailed(Exception cause)
    {
        EventLog.Error(_root.Self, cause, "The root guardian failed; the system stops");
        _root.SendSystem(new Terminate());
    }

    internal void OnTerminated(ActorCell cell)
    {
        if (cell != _root) return;
        (Scheduler as IDisposable)?.Dispose();
        DispatcherTable.Shutdown();
        _terminated.TrySetResult();
    }

    private static void ValidateName(string name)
    {
        var valid = name.Length > 0 && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
        if (!valid) throw new ArgumentException($"'{name}' is not allowed as the name of an actor system", nameof(name));
    }
}
