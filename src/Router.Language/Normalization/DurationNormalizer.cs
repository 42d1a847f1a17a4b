using Router.Contracts;

namespace Router.Language.Normalization;

/// <summary>Lengths of time as ISO 8601 durations: "two and a half hours" and 两个半小时 are <c>PT2H30M</c>.</summary>
internal sealed class DurationNormalizer : ISlotNormalizer
{
    /// <inheritdoc/>
    public string? Normalize(string text, SpeakerTime time)
    {
        if (WordReader.Of(text) is not { } words) return null;
        words.TakeAny("for", "about", "around", "大约", "大概");
        if (!SpokenDuration.TryRead(words, out var duration)) return null;
        words.TakeAny("long", "左右");
        return words.IsAtEnd ? $"{duration}" : null;
    }
}
