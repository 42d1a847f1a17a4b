using Actors.Runtime.Streams.Internal;

namespace Actors.Runtime.Streams;

/// <summary>
/// Runs each stream in one actor: a child of a supervisor of the materializer's own, which is a child of whatever the materializer was
/// made for. When that stops, so do the streams, with an <see cref="AbruptTerminationException"/>.
/// </summary>
public abstract class ActorMaterializer : IMaterializer, IDisposable
{
    private protected ActorMaterializer()
    {
    }

    /// <summary>Whether <see cref="Shutdown"/> was called; then nothing can be run any more.</summary>
    public abstract bool IsShutdown { get; }

    /// <summary>Makes a materializer.</summary>
    /// <param name="context">The system, or the actor that the streams shall not outlive.</param>
    /// <param name="settings">By default as the system's configuration says.</param>
    /// <param name="namePrefix">How the names of the streams' actors begin.</param>
    public static ActorMaterializer Create(
        IActorRefFactory context, ActorMaterializerSettings? settings = null, string? namePrefix = null) =>
        new ActorMaterializerImpl(context, settings, namePrefix ?? "Flow");

    /// <summary>Stops all streams that the materializer has started.</summary>
    public abstract void Shutdown();

    /// <summary>As <see cref="Shutdown"/>.</summary>
    public void Dispose()
    {
        Shutdown();
        GC.SuppressFinalize(this);
    }
}

/// <summary>Makes materializers.</summary>
public static class ActorMaterializerExtensions
{
    /// <inheritdoc cref="ActorMaterializer.Create"/>
    public static ActorMaterializer Materializer(
        this IActorRefFactory context, ActorMaterializerSettings? settings = null, string? namePrefix = null) =>
        ActorMaterializer.Create(context, settings, namePrefix);
}
