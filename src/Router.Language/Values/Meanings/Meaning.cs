namespace Router.Language.Values.Meanings;

/// <summary>What a reading means, before "now" is known.</summary>
internal abstract record Meaning
{
    /// <summary>The expression without its place; null for what is none by itself, as a month's name in a date.</summary>
    public virtual Expression? Express(SpeakerClock clock) => null;

    /// <summary>Of readings of the same tokens, that with the highest rank counts.</summary>
    public virtual int Rank => 0;
}
