namespace Router.Language.Values.Meanings;

/// <summary>Several times of one day: "at seven and nine".</summary>
/// <param name="First">The first.</param>
/// <param name="Rest">The one after it, or those.</param>
internal sealed record Times(Moment First, Meaning Rest) : Meaning
{
    /// <summary>How many they are.</summary>
    public int Count => 1 + (Rest is Times times ? times.Count : 1);

    private Moment Next => Rest is Times times ? times.First : (Moment)Rest;

    /// <summary>All of them in a part of the day that is said beside them; null when they say their own.</summary>
    public Times? With(Moment part)
    {
        if (First.With(part) is not { } first) return null;
        Meaning? rest = Rest is Times times ? times.With(part) : ((Moment)Rest).With(part);
        return rest is null ? null : new(first, rest);
    }

    /// <summary>When they are, in the order in which they are said, as hours from the midnight that begins the day.</summary>
    public IEnumerable<ClockTime> Clocks()
    {
        // What is said of one counts for its neighbour where their order stays: "at seven and nine pm", 早上七点和九点.
        var first = Like(First, Next, isBefore: true);
        yield return first.FromMidnight!;
        if (Rest is Times times)
        {
            foreach (var clock in (times with { First = Like(times.First, first, isBefore: false) }).Clocks()) yield return clock;
        }
        else
        {
            yield return Like(Next, first, isBefore: false).FromMidnight!;
        }
    }

    private static Moment Like(Moment time, Moment other, bool isBefore)
    {
        if (time.IsExact || !other.IsExact) return time;
        var like = other.Part is { } part ? time with { Part = part } : time with { Clock = time.Clock!.InHalf(other.Clock!.Hour is >= 12 and < 24) };
        return like.FromMidnight!.Seconds < other.FromMidnight!.Seconds == isBefore ? like : time;
    }
}
