using Actors.Runtime.Streams.Dsl;

namespace Actors.Runtime.Streams.Internal;

/// <summary>What a graph given by the program stands for inside the engine: every graph of a shape is of the one class for it.</summary>
internal static class Blueprint
{
    internal static Source<TOut, TMat> Of<TOut, TMat>(IGraph<SourceShape<TOut>, TMat> graph) =>
        graph as Source<TOut, TMat> ?? throw Foreign(graph);

    internal static Flow<TIn, TOut, TMat> Of<TIn, TOut, TMat>(IGraph<FlowShape<TIn, TOut>, TMat> graph) =>
        graph as Flow<TIn, TOut, TMat> ?? throw Foreign(graph);

    internal static Sink<TIn, TMat> Of<TIn, TMat>(IGraph<SinkShape<TIn>, TMat> graph) =>
        graph as Sink<TIn, TMat> ?? throw Foreign(graph);

    private static ArgumentException Foreign(object? graph) => new($"{graph ?? "null"} is not a graph of this engine");
}
