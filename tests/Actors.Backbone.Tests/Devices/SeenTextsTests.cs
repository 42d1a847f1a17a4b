using Actors.Backbone.Devices;
using Router.Contracts;

namespace Actors.Backbone.Tests.Devices;

public sealed class SeenTextsTests
{
    private static readonly DeviceId Device = new("n", 1);

    private readonly FakeTimeProvider _time = new(Queries.Start);

    [Fact]
    public void A_text_is_found_while_the_cache_keeps_its_states_and_no_longer()
    {
        var seen = new SeenTexts(Settings(), _time);
        seen.Add(Queries.Of(5), Device);
        Assert.Null(seen.Find(Queries.Of(6)));
        Assert.Null(seen.Find(Queries.Of(5, firstId: 2)));
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(Device, seen.Find(Queries.Of(5)));
        seen.Add(Queries.Of(5), Device);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(seen.Find(Queries.Of(5)));
        Assert.Equal(0, seen.Count);
    }

    [Fact]
    public void Where_a_text_of_one_partition_went_nobody_of_another_finds_out()
    {
        var seen = new SeenTexts(Settings(), _time);
        seen.Add(Queries.Of(5) with { Asker = new Asker("a", "tenant") }, Device);
        Assert.Equal(Device, seen.Find(Queries.Of(5) with { Asker = new Asker("b", "tenant") }));
        Assert.Null(seen.Find(Queries.Of(5) with { Asker = new Asker("a", "another") }));

        var shared = new SeenTexts(Settings() with { Shared = true }, _time);
        shared.Add(Queries.Of(5) with { Asker = new Asker("a", "tenant") }, Device);
        Assert.Equal(Device, shared.Find(Queries.Of(5) with { Asker = new Asker("a", "another") }));
    }

    [Fact]
    public void A_text_that_another_device_encoded_since_is_that_ones()
    {
        var seen = new SeenTexts(Settings(), _time);
        seen.Add(Queries.Of(5), Device);
        seen.Add(Queries.Of(5), new DeviceId("m", 0));
        Assert.Equal(new DeviceId("m", 0), seen.Find(Queries.Of(5)));
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(10_000_000, SeenTexts.Most)]
    public void Never_more_are_kept_than_a_cache_holds_or_the_bound_is_and_the_oldest_goes_first(int entries, int most)
    {
        var seen = new SeenTexts(Settings() with { MaxEntries = entries }, _time);
        for (var i = 0; i <= most; i++)
        {
            seen.Add(Queries.Of(1, firstId: i), Device);
            Assert.InRange(seen.Count, 0, most);
        }
        Assert.Equal(most, seen.Count);
        Assert.Null(seen.Find(Queries.Of(1, firstId: 0)));
        Assert.Equal(Device, seen.Find(Queries.Of(1, firstId: 1)));
    }

    private static CacheSettings Settings() => new() { TimeToLive = TimeSpan.FromSeconds(60), MaxEntries = 100, MaxBytes = 1 << 20 };
}
