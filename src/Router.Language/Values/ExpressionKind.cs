namespace Router.Language.Values;

/// <summary>What an expression is about.</summary>
internal enum ExpressionKind
{
    /// <summary>A day.</summary>
    Date,

    /// <summary>Several days: a week, a month, "from monday to friday", "before may".</summary>
    DateRange,

    /// <summary>A time of a day that is not said.</summary>
    Time,

    /// <summary>Part of a day that is not said: "in the morning", "from two to four", "after six".</summary>
    TimeRange,

    /// <summary>A time of a day, or now.</summary>
    DateTime,

    /// <summary>Part of a day that is said, or of several days.</summary>
    DateTimeRange,

    /// <summary>A length of time.</summary>
    Duration,

    /// <summary>What happens again and again.</summary>
    Recurrence,

    /// <summary>A number.</summary>
    Number,

    /// <summary>Numbers from one to another, or on one side of one.</summary>
    NumberRange,

    /// <summary>A place in an order.</summary>
    Ordinal,

    /// <summary>A share.</summary>
    Percentage,

    /// <summary>An amount of money.</summary>
    Money,

    /// <summary>A length, a weight, a speed: a number with a unit.</summary>
    Measure,

    /// <summary>A temperature.</summary>
    Temperature,

    /// <summary>An age.</summary>
    Age,
}
