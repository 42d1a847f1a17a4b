namespace Actors.Runtime;

/// <summary>Chooses what happens to a child by what it failed with.</summary>
public interface IDecider
{
    /// <summary>The choice.</summary>
    Directive Decide(Exception cause);
}

/// <summary>Makes deciders.</summary>
public static class Decider
{
    /// <summary>From a function.</summary>
    public static LocalOnlyDecider From(Func<Exception, Directive> localOnlyDecider) => new(localOnlyDecider);
}

/// <summary>A decider made from a function.</summary>
public class LocalOnlyDecider : IDecider
{
    private readonly Func<Exception, Directive> _decide;

    /// <summary>Makes one.</summary>
    public LocalOnlyDecider(Func<Exception, Directive> decider) => _decide = decider;

    /// <inheritdoc/>
    public Directive Decide(Exception cause) => _decide(cause);
}
