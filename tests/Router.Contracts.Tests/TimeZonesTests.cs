namespace Router.Contracts.Tests;

public sealed class TimeZonesTests
{
    [Theory]
    [InlineData("UTC", 0)]
    [InlineData("Asia/Shanghai", 480)]
    [InlineData("Asia/Calcutta", 330)]
    [InlineData("Etc/GMT+12", -720)]
    [InlineData("America/Argentina/ComodRivadavia", -180)]
    public void A_zone_is_found_by_its_name_and_by_an_older_one(string name, int minutes)
    {
        Assert.True(TimeZones.TryFind(name, out var zone));
        Assert.Equal((name, minutes), (zone.Id, (int)zone.BaseUtcOffset.TotalMinutes));
    }

    [Fact]
    public void A_zone_that_was_found_is_kept() => Assert.Same(TimeZones.Find("Europe/Berlin", "timeZone"), TimeZones.Find("Europe/Berlin", "timeZone"));

    [Fact]
    public void A_name_in_the_wrong_case_is_none_even_after_the_right_one()
    {
        Assert.True(TimeZones.TryFind("Europe/Vienna", out _));
        Assert.False(TimeZones.TryFind("europe/vienna", out _));
        Assert.False(TimeZones.TryFind("utc", out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" Europe/Berlin")]
    [InlineData("Europe//Berlin")]
    [InlineData("Europe/Berlin/")]
    [InlineData("/usr/share/zoneinfo/Europe/Berlin")]
    [InlineData("../zoneinfo/Europe/Berlin")]
    [InlineData("W. Europe Standard Time")]
    [InlineData("+01:00")]
    [InlineData("欧洲/柏林")]
    public void What_is_no_name_is_told_so_without_repeating_it(string name)
    {
        var invalid = Assert.Throws<InvalidRequestException>(() => TimeZones.Find(name, "time_zone"));

        Assert.Equal("time_zone", invalid.Field);
        Assert.Equal("time_zone: is no name of a time zone; the IANA name of a time zone, such as Europe/Berlin, is allowed", invalid.Message);
    }

    [Theory]
    [InlineData(64, "which this machine does not know; the IANA name of a time zone, such as Europe/Berlin, is allowed")]
    [InlineData(65, "has 65 UTF-16 units; at most 64 are allowed")]
    public void A_name_has_at_most_64_units(int length, string problem)
    {
        var invalid = Assert.Throws<InvalidRequestException>(() => TimeZones.Find(new string('a', length), "timeZone"));
        Assert.EndsWith(problem, invalid.Message, StringComparison.Ordinal);
    }
}
