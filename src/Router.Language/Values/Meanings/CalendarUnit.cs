namespace Router.Language.Values.Meanings;

/// <summary>A unit of time.</summary>
internal enum CalendarUnit
{
    /// <summary>A second.</summary>
    Second,

    /// <summary>A minute.</summary>
    Minute,

    /// <summary>An hour.</summary>
    Hour,

    /// <summary>A day.</summary>
    Day,

    /// <summary>A day from Monday to Friday.</summary>
    BusinessDay,

    /// <summary>Saturday and Sunday.</summary>
    Weekend,

    /// <summary>A week, from Monday on.</summary>
    Week,

    /// <summary>A month.</summary>
    Month,

    /// <summary>Three months, from January, April, July or October on.</summary>
    Quarter,

    /// <summary>A year.</summary>
    Year,

    /// <summary>Ten years, the first of which ends in nought.</summary>
    Decade,

    /// <summary>A hundred years, the first of which ends in two noughts.</summary>
    Century,
}

/// <summary>The name of a unit.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Count">How many of it the name means: a fortnight is two weeks.</param>
internal sealed record UnitName(CalendarUnit Unit, int Count = 1) : Meaning;
