namespace Router.Language.Values.Meanings;

/// <summary>Small numbers, each once and in order: weekdays, days of a month, places from the beginning or, negative, from the end.</summary>
/// <param name="Mask">A bit for each number.</param>
internal readonly record struct NumberSet(ulong Mask)
{
    private const int Least = -31, Most = 31;

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => Mask == 0;

    /// <summary>The numbers.</summary>
    public IEnumerable<int> Numbers => Enumerable.Range(Least, Most - Least + 1).Where(Contains);

    /// <summary>Some numbers.</summary>
    public static NumberSet Of(params IEnumerable<int> numbers) => new(numbers.Aggregate(0UL, (mask, number) => mask | Bit(number)));

    /// <summary>Whether a number is one of them.</summary>
    public bool Contains(int number) => number is >= Least and <= Most && (Mask & Bit(number)) != 0;

    /// <summary>These and others.</summary>
    public NumberSet With(NumberSet others) => new(Mask | others.Mask);

    /// <summary>These but others.</summary>
    public NumberSet Without(NumberSet others) => new(Mask & ~others.Mask);

    private static ulong Bit(int number) => 1UL << (number - Least);
}

/// <summary>Days of the week that are said together: "monday and friday", "from monday to friday".</summary>
/// <param name="Days">1 for monday.</param>
internal sealed record WeekdayList(NumberSet Days) : Meaning;

/// <summary>Days of a month that are said together: "the first and the 15th".</summary>
/// <param name="Days">From 1 on.</param>
internal sealed record MonthDayList(NumberSet Days) : Meaning;

/// <summary>Which of several: "the first and the third", "the last".</summary>
/// <param name="Places">From 1 on, or from -1 down.</param>
internal sealed record PlaceList(NumberSet Places) : Meaning;

/// <summary>Words behind which stands what is excepted: "except", 除了.</summary>
internal sealed record ExceptionMark : Meaning;

/// <summary>Words before which it stands: 周末除外.</summary>
internal sealed record ExceptionEnd : Meaning;
