using Router.Contracts;

namespace Router.Language.Normalization;

/// <summary>A part of the day with its bounds, and how it tells which of two hours is meant.</summary>
/// <param name="From">Its first minute, from midnight.</param>
/// <param name="To">The minute after its last, from midnight; over 24 hours where it reaches into the next day.</param>
internal sealed record PartOfDay(int From, int To)
{
    private const int Hour = 60;

    private static readonly PartOfDay EarlyHours = new(0, 6 * Hour);
    private static readonly PartOfDay Morning = new(6 * Hour, 12 * Hour);
    private static readonly PartOfDay Noon = new(11 * Hour, 14 * Hour);
    private static readonly PartOfDay Afternoon = new(12 * Hour, 18 * Hour);
    private static readonly PartOfDay Evening = new(18 * Hour, 22 * Hour);
    private static readonly PartOfDay Night = new(18 * Hour, 24 * Hour);

    private static readonly PartOfDay FirstHalf = new(0, 12 * Hour);
    private static readonly PartOfDay SecondHalf = new(12 * Hour, 24 * Hour);

    /// <summary>What "tonight" means.</summary>
    public static PartOfDay Tonight => Night;

    private static readonly (string Phrase, PartOfDay Part)[] Names =
    [
        ("early morning", Morning), ("morning", Morning), ("afternoon", Afternoon), ("evening", Evening), ("night", Night), ("am", FirstHalf), ("pm", SecondHalf),
        ("大清早", Morning), ("大早上", Morning), ("一大早", Morning), ("早晨", Morning), ("早上", Morning), ("早", Morning), ("清晨", Morning), ("清早", Morning),
        ("上午", Morning), ("晨", Morning), ("凌晨", EarlyHours), ("中午", Noon), ("午后", Afternoon), ("下午", Afternoon), ("傍晚", Evening),
        ("晚上", Night), ("夜里", Night), ("夜晚", Night), ("深夜", Night), ("半夜", Night), ("夜", Night), ("晚", Night),
    ];

    /// <summary>Reads its name.</summary>
    public static bool TryRead(WordReader words, out PartOfDay part) => words.TakeFrom(Names, out part);

    /// <summary>
    /// The minute of an hour from 1 to 12 that was said with this part: eight in the evening is 20:00. Twelve at night is the midnight that
    /// ends the day, and one to five at night come after it.
    /// </summary>
    /// <param name="minutes">The time as it was said, from midnight.</param>
    /// <returns>Minutes from the midnight that begins the day.</returns>
    public int Apply(int minutes)
    {
        var hour = minutes / Hour;
        if (hour is 0 or > 12) return minutes;
        var half = minutes % (12 * Hour);
        if (this == EarlyHours || this == FirstHalf) return half;
        if (this == Morning) return hour == 12 ? minutes : half;
        if (this == Noon) return hour is 10 or 11 ? half : half + 12 * Hour;
        if (this == Night) return hour == 12 || hour < 6 ? half + 24 * Hour : half + 12 * Hour;
        return half + 12 * Hour;
    }
}
