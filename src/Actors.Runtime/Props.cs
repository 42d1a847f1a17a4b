using System.Linq.Expressions;
using Actors.Runtime.Internal;

namespace Actors.Runtime;

/// <summary>How to make an actor. Immutable; used again for every restart.</summary>
public class Props
{
    private readonly Func<ActorBase> _make;

    private Props(Type type, object[] arguments, Func<ActorBase> make) => (Type, Arguments, _make) = (type, arguments, make);

    private Props(Props copy)
        : this(copy.Type, copy.Arguments, copy._make) =>
        (Dispatcher, SupervisorStrategy, StashCapacity) = (copy.Dispatcher, copy.SupervisorStrategy, copy.StashCapacity);

    /// <summary>The type of the actor.</summary>
    public Type Type { get; }

    /// <summary>The path of the configuration of the actor's dispatcher.</summary>
    public string Dispatcher { get; private init; } = DispatcherTable.DefaultId;

    /// <summary>What happens to the actor's children that fail; null leaves it to the actor.</summary>
    public SupervisorStrategy? SupervisorStrategy { get; protected set; }

    /// <summary>What the constructor gets.</summary>
    public object[] Arguments { get; }

    internal int StashCapacity { get; private init; } = -1;

    /// <summary>From a constructor call: <c>Props.Create(() => new Worker(client))</c>. The arguments are evaluated once, now.</summary>
    /// <exception cref="ArgumentException">The expression is not a constructor call.</exception>
    public static Props Create<TActor>(Expression<Func<TActor>> factory, SupervisorStrategy? supervisorStrategy = null)
        where TActor : ActorBase
    {
        var (constructor, arguments) = ConstructorCall.Read(factory);
        var invoker = System.Reflection.ConstructorInvoker.Create(constructor);
        return new Props(typeof(TActor), arguments!, () => (ActorBase)invoker.Invoke(arguments.AsSpan()))
        {
            SupervisorStrategy = supervisorStrategy,
        };
    }

    /// <summary>From the type and what its constructor gets.</summary>
    public static Props Create<TActor>(params object[] args)
        where TActor : ActorBase => Create(typeof(TActor), args);

    /// <summary>From the type and what its constructor gets.</summary>
    public static Props Create(Type type, params object[] args)
    {
        if (!type.IsAssignableTo(typeof(ActorBase))) throw new ArgumentException($"{type} is no actor", nameof(type));
        return new Props(type, args, () => ConstructorCall.Make(type, args));
    }

    /// <summary>The same with another dispatcher.</summary>
    /// <param name="dispatcher">The path of its configuration.</param>
    public Props WithDispatcher(string dispatcher) => new(this) { Dispatcher = dispatcher };

    /// <summary>The same with a bound on how many messages the actor may set aside; -1 means none.</summary>
    public Props WithStashCapacity(int stashCapacity) => new(this) { StashCapacity = stashCapacity };

    /// <summary>The same with another strategy for the actor's children.</summary>
    public Props WithSupervisorStrategy(SupervisorStrategy supervisorStrategy) => new(this) { SupervisorStrategy = supervisorStrategy };

    internal ActorBase NewActor() => _make();
}
