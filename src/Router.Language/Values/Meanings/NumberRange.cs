namespace Router.Language.Values.Meanings;

/// <summary>Numbers between two, or on one side of one.</summary>
/// <param name="From">Where they begin; null when they are open there.</param>
/// <param name="HasFrom">Whether that is one of them.</param>
/// <param name="To">Where they end; null when they are open there.</param>
/// <param name="HasTo">Whether that is one of them.</param>
internal sealed record NumberRange(decimal? From, bool HasFrom, decimal? To, bool HasTo) : Meaning
{
    /// <summary>Numbers on one side of one.</summary>
    public static NumberRange Of(Bound side, decimal limit) => side switch
    {
        Bound.After => new(limit, false, null, false),
        Bound.Since => new(limit, true, null, false),
        Bound.Before => new(null, false, limit, false),
        Bound.Until => new(null, false, limit, true),
        _ => new(limit, true, limit, true),
    };

    /// <inheritdoc/>
    public override Expression Express(SpeakerClock clock) => new()
    {
        Kind = ExpressionKind.NumberRange,
        From = Write(From),
        To = Write(To),
        Bound = From is null ? HasTo ? Bound.Until : Bound.Before : To is null ? HasFrom ? Bound.Since : Bound.After : Bound.None,
        Limit = From is null || To is null ? Write(From ?? To) : null,
        Interval = $"{(HasFrom ? '[' : '(')}{Write(From)},{Write(To)}{(HasTo ? ']' : ')')}",
    };

    private static string? Write(decimal? value) => value is { } number ? Number.Write(number) : null;
}
