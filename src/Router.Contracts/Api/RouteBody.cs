namespace Router.Contracts;

/// <summary>The body of <c>POST /v1/route</c>: either <see cref="Text"/> or <see cref="Texts"/>.</summary>
public sealed record RouteBody
{
    /// <summary>One text to route; the answer is its decision.</summary>
    public string? Text { get; init; }

    /// <summary>Several texts to route; the answer lists a decision or an error for each, in this order.</summary>
    public IReadOnlyList<string?>? Texts { get; init; }

    /// <summary>The language of the text as a BCP 47 tag such as <c>en</c> or <c>zh-CN</c>. Reserved: checked for its form, and changes nothing yet.</summary>
    public string? Language { get; init; }

    /// <summary>Which queries a full queue serves first; <c>normal</c> unless given.</summary>
    public QueryPriority? Priority { get; init; }

    /// <summary>How long the decision may take, in milliseconds; 0 for the configured default, as when it is not given.</summary>
    public int? TimeoutMs { get; init; }

    /// <summary>The speaker's time zone, for slots such as "half past seven": an IANA name such as <c>Europe/Berlin</c>; the configured one unless given.</summary>
    public string? TimeZone { get; init; }

    /// <summary>When the text was said, as ISO 8601 with an offset; now unless given. Only where <c>router.limits.allow-now</c> is on.</summary>
    public string? Now { get; init; }
}

/// <summary>The answer to several texts.</summary>
/// <param name="Decisions">A decision or an error for each text, in the order of the request.</param>
public sealed record DecisionList(IReadOnlyList<object> Decisions);
