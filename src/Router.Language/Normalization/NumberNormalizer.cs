using Router.Contracts;

namespace Router.Language.Normalization;

/// <summary>Numbers: "twenty five" and 二十五 are <c>25</c>, "three point five" is <c>3.5</c>, "a dozen" is <c>12</c>, 半 is <c>0.5</c>, "twenty degrees" <c>20</c>.</summary>
internal sealed class NumberNormalizer : ISlotNormalizer
{
    /// <inheritdoc/>
    public string? Normalize(string text, SpeakerTime time)
    {
        if (WordReader.Of(text) is not { } words) return null;
        words.TakeAny("to", "by", "到");
        var isNegative = words.TakeAny("minus", "negative", "负");
        if (!TryRead(words, out var value)) return null;
        if (!words.IsAtEnd) words.TakeAny("个", "times", "degrees", "degree", "度");
        if (!words.IsAtEnd) return null;
        return SpokenNumbers.Write(isNegative ? -value : value);
    }

    private static bool TryRead(WordReader words, out decimal value)
    {
        value = 0;
        if (words.TakeAny("half a dozen")) value = 6;
        else if (words.TakeAny("a dozen", "one dozen", "dozen")) value = 12;
        else if (words.TakeAny("a half", "one half", "half", "一半", "半")) value = 0.5m;
        else if (words.TakeAny("a quarter", "one quarter", "quarter")) value = 0.25m;
        else return SpokenNumbers.TryRead(words, out value);
        return true;
    }
}
