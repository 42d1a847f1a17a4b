using Router.Language.Values;

namespace Router.Language.Tests.Values.Composed;

/// <summary>A sentence composed from parts whose meaning is known.</summary>
/// <param name="Text">The sentence.</param>
/// <param name="Meaning">Its one expression: where it stands and what it means.</param>
internal sealed record Sentence(string Text, Expression Meaning)
{
    /// <summary>A phrase in a sentence, and the place that it has there.</summary>
    /// <param name="before">What stands before the phrase, with what separates them.</param>
    /// <param name="phrase">What has the meaning.</param>
    /// <param name="after">What stands after it, with what separates them.</param>
    /// <param name="meaning">What it means.</param>
    public static Sentence Of(string before, string phrase, string after, Expression meaning) =>
        new(before + phrase + after, meaning with { Start = before.Length, End = before.Length + phrase.Length });
}
