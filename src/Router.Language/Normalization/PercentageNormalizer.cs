using Router.Contracts;

namespace Router.Language.Normalization;

/// <summary>Shares of a whole: "thirty percent" and 百分之三十 are <c>30%</c>, 三成 too, 四分之一 is <c>25%</c>, "half" and 一半 are <c>50%</c>.</summary>
internal sealed class PercentageNormalizer : ISlotNormalizer
{
    /// <inheritdoc/>
    public string? Normalize(string text, SpeakerTime time)
    {
        if (WordReader.Of(text) is not { } words) return null;
        words.TakeAny("to", "by", "at", "到");
        return TryRead(words, out var value) && words.IsAtEnd ? SpokenNumbers.Write(value) + "%" : null;
    }

    private static bool TryRead(WordReader words, out decimal value)
    {
        if (words.TakeAll("百分之百"))
        {
            value = 100;
            return true;
        }
        if (words.TakeAll("百分之")) return SpokenNumbers.TryRead(words, out value);
        if (TryReadShare(words, out value)) return true;
        if (!SpokenNumbers.TryRead(words, out value)) return false;
        if (words.TakeAll("分之")) return TryDivide(words, ref value);
        if (words.Take("成"))
        {
            value *= 10;
            if (words.Take("半")) value += 5;
            return true;
        }
        return words.TakeAny("%", "percent", "per cent");
    }

    /// <summary>四分之三: the whole is said first.</summary>
    private static bool TryDivide(WordReader words, ref decimal value)
    {
        if (value < 1 || !SpokenNumbers.TryRead(words, out var part)) return false;
        value = decimal.Round(100 * part / value, 4);
        return true;
    }

    private static bool TryReadShare(WordReader words, out decimal value)
    {
        value = 0;
        if (words.TakeAny("a half", "one half", "half", "一半")) value = 50;
        else if (words.TakeAny("three quarters")) value = 75;
        else if (words.TakeAny("a quarter", "one quarter")) value = 25;
        return value > 0;
    }
}
