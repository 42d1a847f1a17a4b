namespace Actors.Runtime.Streams.Internal;

/// <summary>
/// A blueprint without open ends. What Akka.NET has for it is not in the subset, so it is internal; the product runs its graphs by
/// <c>RunWith</c>.
/// </summary>
internal sealed class RunnableGraph<TMat>(Func<GraphInterpreter, TMat> build)
{
    /// <summary>Runs the graph; as often as one likes.</summary>
    internal TMat Run(IMaterializer materializer) => ActorMaterializerImpl.Of(materializer).Materialize(build);
}
