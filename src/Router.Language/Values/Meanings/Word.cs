namespace Router.Language.Values.Meanings;

/// <summary>A word that contains what looks like an expression and is none: 三明治. Nothing is read in it.</summary>
internal sealed record Word : Meaning
{
    /// <inheritdoc/>
    public override int Rank => int.MaxValue;
}

/// <summary>A word by which a speaker takes back what was said before: 不对, 说错了.</summary>
/// <param name="OfTimes">Whether only times are taken back by it: 不是 between numbers only tells them apart.</param>
internal sealed record CorrectionMark(bool OfTimes) : Meaning;

/// <summary>A word that only rules know.</summary>
internal sealed record Nothing : Meaning;
