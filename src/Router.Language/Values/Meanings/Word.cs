namespace Router.Language.Values.Meanings;

/// <summary>A word that contains what looks like an expression and is none: 三明治. Nothing is read in it.</summary>
internal sealed record Word : Meaning
{
    /// <inheritdoc/>
    public override int Rank => int.MaxValue;
}

/// <summary>A word that only rules know.</summary>
internal sealed record Nothing : Meaning;
