using Actors.Runtime.Streams.Internal;

namespace Actors.Runtime.Streams;

/// <summary>Ends streams from outside. Only the first call counts; any thread may make it.</summary>
public interface IKillSwitch
{
    /// <summary>Completes downstream and cancels upstream.</summary>
    void Shutdown();

    /// <summary>Fails downstream and cancels upstream.</summary>
    void Abort(Exception cause);
}

/// <summary>Makes kill switches.</summary>
public static class KillSwitches
{
    /// <summary>A switch for any number of streams: all that contain a <see cref="SharedKillSwitch.Flow{T}"/> of it.</summary>
    public static SharedKillSwitch Shared(string name) => new(name);

    /// <summary>A flow that passes everything on; each time it is run it has a switch of its own.</summary>
    public static IGraph<FlowShape<T, T>, UniqueKillSwitch> Single<T>() => new Dsl.Flow<T, T, UniqueKillSwitch>((graph, upstream) =>
    {
        var signal = new KillSignal();
        return (new KillSwitchStage<T>(graph, upstream, signal).Out, new UniqueKillSwitch(signal));
    });
}

/// <summary>Ends one stream.</summary>
public sealed class UniqueKillSwitch : IKillSwitch
{
    private readonly KillSignal _signal;

    internal UniqueKillSwitch(KillSignal signal) => _signal = signal;

    /// <inheritdoc/>
    public void Shutdown() => _signal.Send(cause: null);

    /// <inheritdoc/>
    public void Abort(Exception cause) => _signal.Send(cause);
}

/// <summary>Ends any number of streams at once; one that starts later ends at its start.</summary>
public sealed class SharedKillSwitch : IKillSwitch
{
    private readonly KillSignal _signal = new();
    private readonly string _name;

    internal SharedKillSwitch(string name) => _name = name;

    /// <inheritdoc/>
    public void Shutdown() => _signal.Send(cause: null);

    /// <inheritdoc/>
    public void Abort(Exception cause) => _signal.Send(cause);

    /// <summary>A flow that passes everything on until the switch is used.</summary>
    public IGraph<FlowShape<T, T>, SharedKillSwitch> Flow<T>() => new Dsl.Flow<T, T, SharedKillSwitch>(
        (graph, upstream) => (new KillSwitchStage<T>(graph, upstream, _signal).Out, this));

    /// <inheritdoc/>
    public override string ToString() => $"KillSwitch({_name})";
}
