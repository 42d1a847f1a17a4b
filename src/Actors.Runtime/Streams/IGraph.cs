namespace Actors.Runtime.Streams;

/// <summary>The open ends of a graph.</summary>
public abstract class Shape
{
    private protected Shape()
    {
    }
}

/// <summary>One open outlet.</summary>
public sealed class SourceShape<TOut> : Shape
{
    private SourceShape()
    {
    }
}

/// <summary>One open inlet.</summary>
public sealed class SinkShape<TIn> : Shape
{
    private SinkShape()
    {
    }
}

/// <summary>One open inlet and one open outlet.</summary>
public sealed class FlowShape<TIn, TOut> : Shape
{
    private FlowShape()
    {
    }
}

/// <summary>
/// A blueprint of stages: immutable, and good for any number of running streams. The shape is only a type argument here; it says what
/// may be connected with what.
/// </summary>
/// <typeparam name="TShape">The open ends.</typeparam>
/// <typeparam name="TMaterialized">What the one who runs it gets in hand for the running stream.</typeparam>
public interface IGraph<TShape, TMaterialized>;
