namespace Router.Language.Values.Meanings;

/// <summary>A word that contains what looks like an expression and is none: 三明治. Nothing is read in it.</summary>
internal sealed record Word : Meaning
{
    /// <inheritdoc/>
    public override int Rank => int.MaxValue;
}

/// <summary>A word of a correction that a rule reads: "no" of "six no seven".</summary>
internal sealed record Correction : Meaning;

/// <summary>Words after which "in an hour" is how long something may take, not when it is to be: "how far can i walk".</summary>
internal sealed record AbilityMark : Meaning;

/// <summary>A word after which something is changed from one value to another: "move", "reschedule".</summary>
internal sealed record ChangeMark : Meaning;

/// <summary>A word before the value that something is changed to, where one that is changed stands before it: "to", 改到.</summary>
internal sealed record TargetMark : Meaning;

/// <summary>A word by which a length tells how far something is moved, where something is changed: "an hour later".</summary>
internal sealed record LaterMark : Meaning;

/// <summary>A word by which a speaker takes back what was said before: 不对, 说错了.</summary>
/// <param name="OfTimes">Whether only times are taken back by it: 不是 between numbers only tells them apart.</param>
internal sealed record CorrectionMark(bool OfTimes) : Meaning;
