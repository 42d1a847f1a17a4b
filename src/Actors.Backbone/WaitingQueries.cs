using Router.Contracts;

namespace Actors.Backbone;

/// <summary>
/// Queries that wait for a device, and the choice of those that run together: the one whose turn it is, by <see cref="FairShares"/>, and of
/// those that come soon after it the ones nearest in length, as long as the batch stays within its size and its share of padding.
/// </summary>
internal sealed class WaitingQueries(int maxBatchSize, double maxPadding)
{
    /// <summary>How many batches are looked at for one, where several askers wait: more give less padding, fewer fairer shares.</summary>
    private const int LookAhead = 2;

    private readonly List<Encode> _waiting = [];
    private readonly FairShares _shares = new();

    /// <summary>How many wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>Adds a query behind those that wait.</summary>
    public void Add(Encode encode) => _waiting.Add(encode);

    /// <summary>Takes out the queries whose deadline has passed.</summary>
    public IReadOnlyList<Encode> TakeOverdue(DateTimeOffset now)
    {
        List<Encode>? overdue = null;
        foreach (var encode in _waiting)
        {
            if (encode.Query.IsOverdue(now)) (overdue ??= []).Add(encode);
        }
        if (overdue is null) return [];
        _waiting.RemoveAll(encode => encode.Query.IsOverdue(now));
        return overdue;
    }

    /// <summary>Takes out one query; null when it does not wait here.</summary>
    public Encode? Take(Guid queryId)
    {
        var index = _waiting.FindIndex(encode => encode.Query.Id == queryId);
        if (index < 0) return null;
        var encode = _waiting[index];
        _waiting.RemoveAt(index);
        return encode;
    }

    /// <summary>Takes out everything.</summary>
    public IReadOnlyList<Encode> TakeAll()
    {
        Encode[] all = [.. _waiting];
        _waiting.Clear();
        return all;
    }

    /// <summary>Takes out the next batch; empty when nothing waits.</summary>
    public IReadOnlyList<Encode> TakeBatch(DateTimeOffset now)
    {
        if (_waiting.Count == 0) return [];
        var order = _shares.Order(_waiting, now, LookAhead * maxBatchSize);
        int[] byLength = [.. order];
        // Equal lengths stay in order of arrival, so that nobody is overtaken by a later query of the same length.
        Array.Sort(byLength, (left, right) => Length(left) != Length(right) ? Length(left).CompareTo(Length(right)) : left.CompareTo(right));
        var (from, to) = Grow(byLength, Array.IndexOf(byLength, order[0]));
        var batch = new Encode[to - from];
        for (var i = from; i < to; i++) batch[i - from] = _waiting[byLength[i]];
        var taken = new HashSet<int>(byLength[from..to]);
        var kept = 0;
        for (var i = 0; i < _waiting.Count; i++)
        {
            if (!taken.Contains(i)) _waiting[kept++] = _waiting[i];
        }
        _waiting.RemoveRange(kept, _waiting.Count - kept);
        _shares.Serve(batch, isLast: kept == 0);
        return batch;
    }

    /// <summary>Widens the range around the first query to whichever neighbour costs less padding.</summary>
    private (int From, int To) Grow(int[] byLength, int start)
    {
        var (from, to) = (start, start + 1);
        var tokens = Length(byLength[start]);
        while (to - from < maxBatchSize)
        {
            var shorter = from > 0 ? Padding(tokens + Length(byLength[from - 1]), Length(byLength[to - 1]), to - from + 1) : double.MaxValue;
            var longer = to < byLength.Length ? Padding(tokens + Length(byLength[to]), Length(byLength[to]), to - from + 1) : double.MaxValue;
            if (Math.Min(shorter, longer) > maxPadding) break;
            tokens += shorter < longer ? Length(byLength[--from]) : Length(byLength[to++]);
        }
        return (from, to);
    }

    private static double Padding(int tokens, int longest, int count) => 1 - ((double)tokens / (longest * count));

    private int Length(int index) => _waiting[index].Query.Text.Tokens.Length;
}
