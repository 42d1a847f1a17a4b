using Router.Contracts;

namespace Actors.Backbone.Tests;

public sealed class LayerStateCacheTests
{
    private static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _time = new(Queries.Start);

    [Fact]
    public void A_text_encoded_lately_is_found_without_its_padding()
    {
        var cache = Cache();
        var (first, second) = (Queries.Of(3, firstId: 10), Queries.Of(5, firstId: 20));
        Add(cache, first, second);

        var found = cache.Find(first);

        Assert.NotNull(found);
        Assert.Equal((1, 3), (found.Batch, found.Tokens));
        Assert.Equal([10f, 10f, 11f, 11f, 12f, 12f], found.Layer(Queries.Tap).ToArray());
        Assert.Equal([10L, 11L, 12L], found.InputIds.ToArray());
        Assert.Equal([1L, 1L, 1L], found.AttentionMask.ToArray());
        found.Release();
    }

    [Fact]
    public void Another_text_is_not_found()
    {
        var cache = Cache();
        Add(cache, Queries.Of(3, firstId: 10));
        Assert.Null(cache.Find(Queries.Of(3, firstId: 11)));
        Assert.Null(cache.Find(Queries.Of(4, firstId: 10)));
        Assert.Null(cache.Find(Queries.Of(2, firstId: 10)));
    }

    [Fact]
    public void An_entry_is_held_until_its_time_is_over()
    {
        var cache = Cache();
        var query = Queries.Of(3);
        var states = Add(cache, query);
        _time.Advance(TimeToLive - TimeSpan.FromTicks(1));
        Assert.NotNull(cache.Find(query));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Null(cache.Find(query));
        Assert.Equal((0, 0L), (cache.Count, cache.Bytes));
        _ = states;
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(1, false)]
    public void Entries_are_bounded_and_the_oldest_batch_goes_first(int maxEntries, bool firstIsHeld)
    {
        var cache = Cache(maxEntries: maxEntries);
        var (first, second) = (Queries.Of(3, firstId: 10), Queries.Of(3, firstId: 20));
        Add(cache, first);
        Add(cache, second);
        Assert.Equal(firstIsHeld, cache.Find(first) is not null);
        Assert.NotNull(cache.Find(second));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, false)]
    public void Bytes_are_bounded(int slack, bool firstIsHeld)
    {
        var (first, second) = (Queries.Of(3, firstId: 10), Queries.Of(3, firstId: 20));
        var size = Queries.Encode([first.Text]).SizeInBytes;
        var cache = Cache(maxBytes: (2 * size) + slack);
        Add(cache, first);
        Add(cache, second);
        Assert.Equal(firstIsHeld, cache.Find(first) is not null);
        Assert.True(cache.Bytes <= (2 * size) + slack);
    }

    [Fact]
    public void A_batch_that_exceeds_the_bounds_by_itself_is_not_held()
    {
        var cache = Cache(maxEntries: 1);
        Add(cache, Queries.Of(3, firstId: 10), Queries.Of(3, firstId: 20));
        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public void States_live_as_long_as_somebody_reads_them_and_no_longer()
    {
        var cache = Cache();
        var query = Queries.Of(3);
        var states = Add(cache, query);
        var row = cache.Find(query)!;
        cache.Clear();
        states.Retain().Release();
        row.Release();
        Assert.Throws<ObjectDisposedException>(() => states.Retain());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Askers_of_other_partitions_find_nothing_unless_the_cache_is_shared(bool shared)
    {
        var cache = new LayerStateCache(new CacheSettings { TimeToLive = TimeToLive, MaxEntries = 10, MaxBytes = 1 << 20, Shared = shared }, _time);
        var text = Queries.Of(3);
        Query Of(string caller, string partition) => text with { Id = Guid.NewGuid(), Asker = new Asker(caller, partition) };
        var (mine, others) = (Of("key:a", "home"), Of("key:b", "office"));
        Add(cache, mine);

        Assert.NotNull(cache.Find(Of("key:c", "home")));
        Assert.Equal(shared, cache.Find(others) is not null);
        Add(cache, others);
        Assert.NotNull(cache.Find(others));
    }

    private LayerStateCache Cache(int maxEntries = 100, long maxBytes = 1 << 20) =>
        new(new CacheSettings { TimeToLive = TimeToLive, MaxEntries = maxEntries, MaxBytes = maxBytes }, _time);

    private static HostLayerStates Add(LayerStateCache cache, params Query[] queries)
    {
        var states = Queries.Encode([.. queries.Select(query => query.Text)]);
        cache.Add([.. queries.Select(query => new Encode(query, ActorRefs.Nobody))], states);
        states.Release();
        return states;
    }
}
