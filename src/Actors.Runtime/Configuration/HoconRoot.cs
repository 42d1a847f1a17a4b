namespace Actors.Runtime.Configuration;

/// <summary>A parsed document: its root object, and the substitutions that were resolved in it.</summary>
public class HoconRoot
{
    /// <summary>A root without substitutions.</summary>
    public HoconRoot(HoconValue value)
        : this(value, [])
    {
    }

    /// <summary>A root with the substitutions found in it.</summary>
    public HoconRoot(HoconValue value, IEnumerable<HoconSubstitution> substitutions)
    {
        Value = value;
        Substitutions = substitutions;
    }

    /// <summary>The root object.</summary>
    public HoconValue Value { get; }

    /// <summary>Every <c>${path}</c> of the document, in the order of the text.</summary>
    public IEnumerable<HoconSubstitution> Substitutions { get; }
}
