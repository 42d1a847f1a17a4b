using Router.Host.Grpc.Internal;

namespace Router.Host.Tests.Grpc;

public sealed class GrpcTimeoutTests
{
    [Theory]
    [InlineData("1H", 36_000_000_000)]
    [InlineData("1M", 600_000_000)]
    [InlineData("1S", 10_000_000)]
    [InlineData("1m", 10_000)]
    [InlineData("1u", 10)]
    [InlineData("100n", 1)]
    [InlineData("0S", 0)]
    [InlineData("00000012S", 120_000_000)]
    [InlineData("99999999H", 3_599_999_964_000_000_000)]
    public void Digits_and_a_unit_are_a_time(string value, long ticks)
    {
        Assert.True(GrpcTimeout.TryParse(value, out var timeout));
        Assert.Equal(TimeSpan.FromTicks(ticks), timeout);
    }

    [Theory]
    [InlineData("1n", 1)]
    [InlineData("101n", 2)]
    public void Less_than_100_nanoseconds_are_rounded_up(string value, long ticks)
    {
        Assert.True(GrpcTimeout.TryParse(value, out var timeout));
        Assert.Equal(ticks, timeout!.Value.Ticks);
    }

    [Fact]
    public void No_header_is_no_timeout()
    {
        Assert.True(GrpcTimeout.TryParse("", out var timeout));
        Assert.Null(timeout);
    }

    [Theory]
    [InlineData("S")]
    [InlineData("1")]
    [InlineData("1s")]
    [InlineData("1h")]
    [InlineData("1 S")]
    [InlineData("+1S")]
    [InlineData("-1S")]
    [InlineData("1.0S")]
    [InlineData("0x1S")]
    [InlineData("１S")]
    [InlineData("100000000S")]
    [InlineData("1S, 2S")]
    public void Anything_else_is_refused(string value) => Assert.False(GrpcTimeout.TryParse(value, out _));

    [Theory]
    [InlineData(0, "0u")]
    [InlineData(1, "1u")]
    [InlineData(2_500_000, "250000u")]
    [InlineData(999_999_990, "99999999u")]
    [InlineData(999_999_991, "100000m")]
    [InlineData(999_999_990_001, "100000S")]
    [InlineData(6_000_000_000_000_001, "10000001M")]
    [InlineData(long.MaxValue, "99999999H")]
    public void A_time_is_written_in_the_finest_unit_that_holds_it(long ticks, string value) =>
        Assert.Equal(value, GrpcTimeout.Format(TimeSpan.FromTicks(ticks)));
}
