namespace Router.Contracts.Tests;

public sealed class RequestTimeTests
{
    [Theory]
    [InlineData("2026-11-28T23:26:00+01:00", 23)]
    [InlineData("2026-11-28T23:26+01:00", 23)]
    [InlineData("2026-11-28T22:26:00Z", 22)]
    [InlineData("2026-11-28T22:26:00.125-03:30", 22)]
    public void A_time_with_an_offset_is_one(string text, int hour)
    {
        Assert.True(RequestTime.TryParse(text, out var time));
        Assert.Equal(hour, time.Hour);
    }

    [Theory]
    [InlineData("")]
    [InlineData("now")]
    [InlineData("2026-11-28")]
    [InlineData("2026-11-28T23:26:00")]
    [InlineData("2026-02-30T23:26:00Z")]
    [InlineData("2026-11-28T23:26:00 +01:00")]
    [InlineData("1899-12-31T23:59:59Z")]
    [InlineData("3000-01-01T00:00:00Z")]
    public void Anything_else_is_none(string text)
    {
        Assert.False(RequestTime.TryParse(text, out _));
        Assert.Equal("now", Assert.Throws<InvalidRequestException>(() => RequestTime.Parse(text)).Field);
    }
}
