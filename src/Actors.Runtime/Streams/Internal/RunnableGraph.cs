namespace Actors.Runtime.Streams.Internal;

/// <summary>A blueprint without open ends. Internal, as Akka.NET's is an interface that is not in the subset; the product runs its graphs by <c>RunWith</c>.</summary>
internal sealed class RunnableGraph<TMat>(Func<GraphInterpreter, TMat> build)
{
    /// <summary>Runs the graph; as often as one likes.</summary>
    internal TMat Run(IMaterializer materializer) => ActorMaterializerImpl.Of(materializer).Materialize(build);
}
