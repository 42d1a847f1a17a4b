using Router.Host;
using Router.Tools.Bench;

namespace Router.Tools.Tests.Bench;

public sealed class LoadStepsTests
{
    [Theory]
    [InlineData("1:64:x2", "1 2 4 8 16 32 64")]
    [InlineData("1:63:x2", "1 2 4 8 16 32")]
    [InlineData("5:5:x2", "5")]
    [InlineData("1:10:x1.5", "1 2 3 5 8")]
    [InlineData("100:100:x1.01", "100")]
    [InlineData("7", "7")]
    [InlineData("8,1,4096", "8 1 4096")]
    public void A_range_or_a_list_of_whole_numbers_is_read(string text, string expected)
    {
        Assert.True(LoadSteps.TryParse(text, 1, 4096, whole: true, out var steps, out _));
        Assert.Equal(expected, string.Join(' ', steps));
    }

    [Theory]
    [InlineData("0.5:4:x2", "0.5 1 2 4")]
    [InlineData("0.1,2.5", "0.1 2.5")]
    [InlineData("1:1.6:x1.25", "1 1.25 1.5625")]
    public void Rates_may_have_fractions(string text, string expected)
    {
        Assert.True(LoadSteps.TryParse(text, 0.1, 100_000, whole: false, out var steps, out _));
        Assert.Equal(expected, string.Join(' ', steps));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("4097")]
    [InlineData("1,4097")]
    [InlineData("1.5")]
    [InlineData("1.5:8:x2")]
    [InlineData("-1")]
    [InlineData("1,")]
    [InlineData("many")]
    [InlineData("1:64")]
    [InlineData("1:64:2")]
    [InlineData("1:64:x1")]
    [InlineData("1:64:x0.5")]
    [InlineData("1:64:x")]
    [InlineData("64:1:x2")]
    [InlineData("0:64:x2")]
    [InlineData("1:4097:x4097")]
    [InlineData("1:4096:x1.01")]
    [InlineData("NaN")]
    [InlineData("1:Infinity:x2")]
    public void What_is_neither_or_out_of_bounds_is_refused_with_what_is_allowed(string text)
    {
        Assert.False(LoadSteps.TryParse(text, 1, 4096, whole: true, out _, out var problem));
        Assert.StartsWith($"is '{text}'; allowed are", problem, StringComparison.Ordinal);
        Assert.Contains("from 1 to 4096", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void As_many_steps_as_allowed_are_read_and_one_more_is_refused()
    {
        var most = string.Join(',', Enumerable.Range(1, LoadSteps.MaxSteps));

        Assert.True(LoadSteps.TryParse(most, 1, 4096, whole: true, out _, out _));
        Assert.False(LoadSteps.TryParse(most + ",1", 1, 4096, whole: true, out _, out _));
    }
}
