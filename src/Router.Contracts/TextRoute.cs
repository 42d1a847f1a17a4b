namespace Router.Contracts;

/// <summary>Who encodes the texts of one kind, and who judges them. There is one for each kind, so routes may be compared by reference.</summary>
public sealed class TextRoute
{
    /// <summary>The route of a text that nobody has said anything of.</summary>
    public static readonly TextRoute None = new([]);

    /// <param name="steps">The backbones that encode such a text, each once.</param>
    public TextRoute(IReadOnlyList<EncodeStep> steps)
    {
        Steps = steps;
        Subsystems = steps is [var only] ? only.Subsystems : new SubsystemRoster(steps.SelectMany(step => step.Subsystems.Names).Order(StringComparer.Ordinal));
    }

    /// <summary>One for each backbone that encodes such a text: usually a single one.</summary>
    public IReadOnlyList<EncodeStep> Steps { get; }

    /// <summary>Everybody who judges such a text; no subsystem is in two steps.</summary>
    public SubsystemRoster Subsystems { get; }
}

/// <summary>A backbone that encodes a text, and who judges it by the states.</summary>
/// <param name="Backbone">Name and version: <c>bge-en 2.0.0</c>.</param>
/// <param name="Subsystems">Those whose head for such a text reads this backbone.</param>
/// <param name="Asked">The same; null where that is everybody who reads this backbone.</param>
public sealed record EncodeStep(string Backbone, SubsystemRoster Subsystems, SubsystemRoster? Asked = null);
