namespace Router.Language.Values.Meanings;

/// <summary>A word that contains what looks like an expression and is none: 三明治. Nothing is read in it.</summary>
internal sealed record Word : Meaning
{
    /// <inheritdoc/>
    public override int Rank => int.MaxValue;
}

/// <summary>A word that only rules know.</summary>
internal sealed record Nothing : Meaning;

/// <summary>Words that take back what was said before them: "i mean".</summary>
internal sealed record Correction : Meaning;

/// <summary>Words after which "in an hour" is how long something may take, not when it is to be: "how far can i walk".</summary>
internal sealed record AbilityMark : Meaning;
