namespace Router.Contracts;

/// <summary>What the fields of session events must be.</summary>
public static class EventRules
{
    /// <summary>Longest utterance id, in UTF-16 units.</summary>
    public const int MaxUtteranceId = 64;

    /// <summary>Most alternatives of a hypothesis.</summary>
    public const int MaxAlternatives = 16;

    /// <summary>Longest client id, in UTF-16 units.</summary>
    public const int MaxClientId = 128;

    /// <summary>Most entries of a context.</summary>
    public const int MaxContextEntries = 16;

    /// <summary>Longest key of a context, in UTF-16 units.</summary>
    public const int MaxContextKey = 64;

    /// <summary>Longest value of a context, in UTF-16 units.</summary>
    public const int MaxContextValue = 256;

    /// <exception cref="InvalidRequestException">A field is wrong.</exception>
    public static void Check(SessionStart start, RoutingLimits limits)
    {
        if (start.Language.Length > 0) LanguageTag.Check(start.Language, "language");
        if (start.ClientId.Length > MaxClientId) throw TooLong(start.NameOf(nameof(start.ClientId)), start.ClientId, MaxClientId);
        if (start.Context is { } context) CheckContext(context);
        if (start.TimeZone.Length > 0) TimeZones.Find(start.TimeZone, start.NameOf(nameof(start.TimeZone)));
        if (start.Now.Length > 0) RequestTime.Check(RequestTime.Parse(start.Now), limits);
        var timeout = start.NameOf(nameof(start.TimeoutMs));
        if (start.TimeoutMs < 0) throw new InvalidRequestException(timeout, $"is {start.TimeoutMs}; it may not be below 0");
        if (start.TimeoutMs > limits.MaxTimeout.TotalMilliseconds)
        {
            throw new InvalidRequestException(
                timeout, $"is {start.TimeoutMs}; at most {limits.MaxTimeout.TotalMilliseconds:0} are allowed (router.deadline.max)");
        }
    }

    /// <summary>What is wrong with a hypothesis; null for nothing. Alternatives are not looked at but for their number.</summary>
    public static RouteError? ProblemOf(Hypothesis hypothesis, RoutingLimits limits)
    {
        try
        {
            CheckUtteranceId(hypothesis);
            Check(hypothesis, limits);
            return null;
        }
        catch (InvalidRequestException invalid)
        {
            return RouteError.From(invalid);
        }
    }

    /// <summary>A hypothesis names its utterance.</summary>
    /// <exception cref="InvalidRequestException">The id is empty or too long.</exception>
    public static void CheckUtteranceId(Hypothesis hypothesis)
    {
        var id = hypothesis.UtteranceId;
        if (string.IsNullOrEmpty(id)) throw new InvalidRequestException(hypothesis.NameOf(nameof(hypothesis.UtteranceId)), "is empty; each utterance needs a name");
        if (id.Length > MaxUtteranceId) throw TooLong(hypothesis.NameOf(nameof(hypothesis.UtteranceId)), id, MaxUtteranceId);
    }

    /// <summary>
    /// A text may be empty or white space: nothing may have been understood. Alternatives are not looked at but for their number:
    /// <see cref="WithoutBadAlternatives"/> passes over those that are not usable.
    /// </summary>
    /// <exception cref="InvalidRequestException">A field is wrong.</exception>
    public static void Check(Hypothesis hypothesis, RoutingLimits limits)
    {
        var (text, alternatives) = (hypothesis.Text, hypothesis.Alternatives.Count);
        if (!IsBlank(text) || text.Length > limits.MaxTextLength) TextRules.Check(text, "text", limits.MaxTextLength);
        CheckNumber(hypothesis, hypothesis.Sequence, nameof(hypothesis.Sequence));
        CheckNumber(hypothesis, hypothesis.StartMs, nameof(hypothesis.StartMs));
        CheckNumber(hypothesis, hypothesis.EndMs, nameof(hypothesis.EndMs));
        CheckShare(hypothesis, hypothesis.Stability, nameof(hypothesis.Stability));
        CheckShare(hypothesis, hypothesis.Score, nameof(hypothesis.Score));
        if (alternatives > MaxAlternatives)
            throw new InvalidRequestException("alternatives", $"has {alternatives} entries; at most {MaxAlternatives} are allowed");
    }

    /// <summary>Whether a hypothesis says nothing.</summary>
    public static bool IsBlank(string text) => text.AsSpan().IsWhiteSpace();

    /// <summary>A hypothesis with null in the place of each alternative that is empty or invalid, so that the others keep their places.</summary>
    public static Hypothesis WithoutBadAlternatives(Hypothesis hypothesis, RoutingLimits limits)
    {
        var alternatives = hypothesis.Alternatives;
        if (alternatives.All(other => IsUsable(other, limits))) return hypothesis;
        return hypothesis with { Alternatives = [.. alternatives.Select(other => IsUsable(other, limits) ? other : null)] };
    }

    private static bool IsUsable(HypothesisAlternative? alternative, RoutingLimits limits) =>
        alternative is { Text: { } text, Score: { } score } && IsShare(score) && TextRules.ProblemOf(text, limits.MaxTextLength) is null;

    private static void CheckContext(IReadOnlyDictionary<string, string> context)
    {
        if (context.Count > MaxContextEntries)
            throw new InvalidRequestException("context", $"has {context.Count} entries; at most {MaxContextEntries} are allowed");
        foreach (var (key, value) in context)
        {
            if (key.Length > MaxContextKey) throw TooLong("context", key, MaxContextKey);
            if (value is null) throw new InvalidRequestException($"context.{key}", "is null; a text is needed");
            if (value.Length > MaxContextValue) throw TooLong($"context.{key}", value, MaxContextValue);
        }
    }

    private static void CheckShare(Hypothesis of, double value, string property)
    {
        if (!IsShare(value)) throw new InvalidRequestException(of.NameOf(property), $"is {value}; 0 to 1 is allowed");
    }

    /// <summary>False for what is no number, too.</summary>
    private static bool IsShare(double value) => value is >= 0 and <= 1;

    private static void CheckNumber(Hypothesis of, long value, string property)
    {
        if (value is < 0 or > uint.MaxValue) throw new InvalidRequestException(of.NameOf(property), $"is {value}; 0 to {uint.MaxValue} is allowed");
    }

    private static InvalidRequestException TooLong(string field, string value, int most) =>
        new(field, $"has {value.Length} UTF-16 units; at most {most} are allowed");
}
