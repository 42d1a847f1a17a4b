using Router.Contracts.Configuration;
using static Router.Contracts.Configuration.ValueForms;

namespace Router.Language.Values;

/// <summary><c>slots</c> of a subsystem: types of slots by the kind of their values.</summary>
public sealed record SlotSettings
{
    private static readonly ValueForm<IReadOnlyList<string>> Types =
        ListOf(Word("the type of a slot: 1 to 64 characters", text => text.Length is >= 1 and <= 64), least: 0, most: 256);

    private static readonly ValueForm<IReadOnlyList<string>> Intents =
        ListOf(Word("an intent: 1 to 64 characters", text => text.Length is >= 1 and <= 64), least: 0, most: 1024);

    /// <summary>Times with or without a date.</summary>
    public required IReadOnlyList<string> DateTimes { get; init; }

    /// <summary>Dates, weeks, months and years.</summary>
    public required IReadOnlyList<string> Dates { get; init; }

    /// <summary>Lengths of time.</summary>
    public required IReadOnlyList<string> Durations { get; init; }

    /// <summary>Shares.</summary>
    public required IReadOnlyList<string> Percentages { get; init; }

    /// <summary>Numbers.</summary>
    public required IReadOnlyList<string> Numbers { get; init; }

    /// <summary>Switches.</summary>
    public required IReadOnlyList<string> Switches { get; init; }

    /// <summary>Intents that are for what is to come: where their times are past, they are not meant.</summary>
    public required IReadOnlyList<string> Ahead { get; init; }

    /// <summary>Reads the section.</summary>
    public static SlotSettings Read(SettingsReader section) => new()
    {
        DateTimes = section.Read("date-times", Types),
        Dates = section.Read("dates", Types),
        Durations = section.Read("durations", Types),
        Percentages = section.Read("percentages", Types),
        Numbers = section.Read("numbers", Types),
        Switches = section.Read("switches", Types),
        Ahead = section.Read("ahead", Intents),
    };

    /// <summary>By type of slot, in the order in which they are tried.</summary>
    internal ILookup<string, ValueKind> ToKinds()
    {
        (IReadOnlyList<string> Types, ValueKind Kind)[] kinds =
        [
            (DateTimes, ValueKind.DateTimes),
            (Dates, ValueKind.Dates),
            (Durations, ValueKind.Durations),
            (Percentages, ValueKind.Percentages),
            (Numbers, ValueKind.Numbers),
            (Switches, ValueKind.Switches),
        ];
        return kinds.SelectMany(kind => kind.Types, (kind, type) => (type, kind.Kind)).ToLookup(pair => pair.type, pair => pair.Kind, StringComparer.Ordinal);
    }
}
