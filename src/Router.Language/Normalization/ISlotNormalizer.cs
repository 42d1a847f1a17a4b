using Router.Contracts;

namespace Router.Language.Normalization;

/// <summary>Gives what was said in a slot a form that programs can read. Any number of threads may call it.</summary>
internal interface ISlotNormalizer
{
    /// <summary>Normalises a slot's text.</summary>
    /// <param name="text">Any text, English or Chinese.</param>
    /// <param name="time">The speaker's clock, for words such as "tomorrow".</param>
    /// <returns>The value; null when the text means nothing of this kind, or not one definite thing. Never throws.</returns>
    string? Normalize(string text, SpeakerTime time);

    /// <summary>Normalises a slot's text, completed by what other slots of the same decision say: 八点 beside 明天 and 早上.</summary>
    /// <param name="text">Any text, English or Chinese.</param>
    /// <param name="beside">The texts of the other slots that have a meaning, the nearest first.</param>
    /// <param name="time">The speaker's clock.</param>
    /// <returns>As without the others.</returns>
    string? Normalize(string text, IReadOnlyList<string> beside, SpeakerTime time) => Normalize(text, time);
}
