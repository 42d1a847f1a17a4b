using Router.Contracts;

namespace Actors.Backbone;

/// <summary>
/// The states of the texts encoded lately, so that a text sent again need not be encoded again. What counts as the same text is
/// the sequence of token ids. Askers of different partitions have nothing of each other: how soon an answer comes would tell one what another said
/// lately. A batch is kept and dropped as a whole, the oldest first: when its time is over or when the entries
/// or bytes pass their bound.
/// </summary>
internal sealed class LayerStateCache(CacheSettings settings, TimeProvider time)
{
    private readonly Dictionary<TokenKey, (LayerStates States, int Row)> _entries = [];
    private readonly Queue<CachedBatch> _batches = new();

    /// <summary>Texts held.</summary>
    public int Count => _entries.Count;

    /// <summary>Bytes of states held.</summary>
    public long Bytes { get; private set; }

    /// <summary>The states of a text, one row without padding, with one reference for the caller; null when it is not held.</summary>
    public LayerStates? Find(Query query)
    {
        DropExpired();
        return _entries.TryGetValue(KeyOf(query), out var entry) ? entry.States.Row(entry.Row) : null;
    }

    /// <summary>Holds a batch, with a reference of its own; one that exceeds the bounds by itself is not held.</summary>
    public void Add(IReadOnlyList<Encode> queries, LayerStates states)
    {
        DropExpired();
        if (queries.Count > settings.MaxEntries || states.SizeInBytes > settings.MaxBytes) return;
        while (_batches.Count > 0 && (_entries.Count + queries.Count > settings.MaxEntries || Bytes + states.SizeInBytes > settings.MaxBytes))
            DropOldest();
        var keys = new List<TokenKey>(queries.Count);
        for (var row = 0; row < queries.Count; row++)
        {
            var key = KeyOf(queries[row].Query);
            if (_entries.TryAdd(key, (states, row))) keys.Add(key);
        }
        if (keys.Count == 0) return;
        states.Retain();
        Bytes += states.SizeInBytes;
        _batches.Enqueue(new CachedBatch(states, keys, time.GetUtcNow() + settings.TimeToLive));
    }

    /// <summary>Drops everything.</summary>
    public void Clear()
    {
        while (_batches.Count > 0) DropOldest();
    }

    private TokenKey KeyOf(Query query) => new(settings.Shared ? "" : query.Asker.Partition, query.Text.Tokens);

    private void DropExpired()
    {
        if (_batches.Count == 0) return;
        var now = time.GetUtcNow();
        while (_batches.TryPeek(out var oldest) && oldest.ExpiresAt <= now) DropOldest();
    }

    private void DropOldest()
    {
        var oldest = _batches.Dequeue();
        foreach (var key in oldest.Keys) _entries.Remove(key);
        Bytes -= oldest.States.SizeInBytes;
        oldest.States.Release();
    }

    private sealed record CachedBatch(LayerStates States, IReadOnlyList<TokenKey> Keys, DateTimeOffset ExpiresAt);

    /// <summary>A sequence of token ids in a partition.</summary>
    private readonly struct TokenKey : IEquatable<TokenKey>
    {
        private readonly string _partition;
        private readonly ReadOnlyMemory<Token> _tokens;
        private readonly int _hash;

        public TokenKey(string partition, ReadOnlyMemory<Token> tokens)
        {
            (_partition, _tokens) = (partition, tokens);
            var hash = new HashCode();
            hash.Add(partition, StringComparer.Ordinal);
            foreach (var token in tokens.Span) hash.Add(token.Id);
            _hash = hash.ToHashCode();
        }

        public bool Equals(TokenKey other)
        {
            var mine = _tokens.Span;
            var others = other._tokens.Span;
            if (_hash != other._hash || mine.Length != others.Length || _partition != other._partition) return false;
            for (var i = 0; i < mine.Length; i++)
            {
                if (mine[i].Id != others[i].Id) return false;
            }
            return true;
        }

        public override bool Equals(object? obj) => obj is TokenKey other && Equals(other);

        public override int GetHashCode() => _hash;
    }
}
