using Actors.Runtime.Configuration;

namespace Actors.Runtime.Tests.Configuration;

public sealed class HoconValueTests
{
    private static HoconValue Value(string text) => ConfigurationFactory.ParseString("a = " + text).GetValue("a")!;

    [Theory]
    [InlineData("100ns", 1)]
    [InlineData("3us", 30)]
    [InlineData("5 microseconds", 50)]
    [InlineData("10", 100_000)]
    [InlineData("10ms", 100_000)]
    [InlineData("10 millis", 100_000)]
    [InlineData("1.5s", 15_000_000)]
    [InlineData("2 seconds", 20_000_000)]
    [InlineData("1 second", 10_000_000)]
    [InlineData("1m", 600_000_000)]
    [InlineData("2 minutes", 1_200_000_000)]
    [InlineData("1h", 36_000_000_000)]
    [InlineData("1d", 864_000_000_000)]
    [InlineData("2 days", 1_728_000_000_000)]
    [InlineData("\"0s\"", 0)]
    public void Durations_have_units(string text, long ticks) => Assert.Equal(TimeSpan.FromTicks(ticks), Value(text).GetTimeSpan());

    [Fact]
    public void A_duration_may_be_infinite_where_that_is_allowed()
    {
        Assert.Equal(Timeout.InfiniteTimeSpan, Value("infinite").GetTimeSpan());
        Assert.Throws<ConfigurationException>(() => Value("infinite").GetTimeSpan(allowInfinite: false));
    }

    [Theory]
    [InlineData("-1s")]
    [InlineData("s")]
    [InlineData("1 fortnight")]
    [InlineData("1S")]
    [InlineData("1 s s")]
    [InlineData("1e300d")]
    [InlineData("NaN")]
    [InlineData("[1s]")]
    [InlineData("null")]
    public void What_is_no_duration_is_an_error(string text) =>
        Assert.Contains("is not a duration", Assert.Throws<ConfigurationException>(() => Value(text).GetTimeSpan()).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("512", 512)]
    [InlineData("512b", 512)]
    [InlineData("512 bytes", 512)]
    [InlineData("1kB", 1_000)]
    [InlineData("1 kilobyte", 1_000)]
    [InlineData("1k", 1_024)]
    [InlineData("1K", 1_024)]
    [InlineData("1KiB", 1_024)]
    [InlineData("2MB", 2_000_000)]
    [InlineData("64MiB", 67_108_864)]
    [InlineData("0.5 mebibytes", 524_288)]
    [InlineData("1G", 1_073_741_824)]
    [InlineData("1TB", 1_000_000_000_000)]
    [InlineData("1PiB", 1_125_899_906_842_624)]
    [InlineData("7EiB", 8_070_450_532_247_928_832)]
    public void Sizes_have_units(string text, long bytes) => Assert.Equal(bytes, Value(text).GetByteSize());

    [Theory]
    [InlineData("-1b")]
    [InlineData("MiB")]
    [InlineData("1 pound")]
    [InlineData("8EiB")]
    [InlineData("1e300")]
    public void What_is_no_size_is_an_error(string text) =>
        Assert.Contains("is not a size", Assert.Throws<ConfigurationException>(() => Value(text).GetByteSize()).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("true", true)]
    [InlineData("on", true)]
    [InlineData("yes", true)]
    [InlineData("false", false)]
    [InlineData("off", false)]
    [InlineData("\"no\"", false)]
    public void Booleans_have_three_spellings(string text, bool value) => Assert.Equal(value, Value(text).GetBoolean());

    [Fact]
    public void Numbers_are_read_in_their_types()
    {
        Assert.Equal(-5, Value("-5").GetInt());
        Assert.Equal(5_000_000_000, Value("5000000000").GetLong());
        Assert.Equal(255, Value("255").GetByte());
        Assert.Equal(2.5f, Value("2.5").GetFloat());
        Assert.Equal(1e-3, Value("1e-3").GetDouble());
        Assert.Equal(0.1m, Value("0.1").GetDecimal());
        Assert.Equal([1.5, 2.0], Value("[1.5, 2]").GetDoubleList());
        Assert.Equal([1.5f], Value("[1.5]").GetFloatList());
        Assert.Equal([1.5m], Value("[1.5]").GetDecimalList());
        Assert.Equal([1L], Value("[1]").GetLongList());
        Assert.Equal([1], Value("[1]").GetByteList());
        Assert.Equal([true, false], Value("[on, off]").GetBooleanList());
    }

    [Fact]
    public void A_getter_of_a_configuration_names_the_path_and_the_value_found()
    {
        var config = ConfigurationFactory.ParseString("a.b = many\nlist = [x]\nflag = maybe");
        Assert.Equal("a.b: \"many\" is not a whole number", Assert.Throws<ConfigurationException>(() => config.GetInt("a.b")).Message);
        Assert.Equal("list: \"x\" is not a whole number", Assert.Throws<ConfigurationException>(() => config.GetIntList("list")).Message);
        Assert.Equal("a.b: \"many\" is not a list", Assert.Throws<ConfigurationException>(() => config.GetStringList("a.b")).Message);
        Assert.Equal(
            "flag: \"maybe\" is not true, on or yes, or false, off or no",
            Assert.Throws<ConfigurationException>(() => config.GetBoolean("flag")).Message);
    }

    [Fact]
    public void A_getter_takes_its_default_only_when_the_path_is_absent()
    {
        var config = ConfigurationFactory.ParseString("a = 1");
        Assert.Equal(1, config.GetInt("a", 7));
        Assert.Equal(7, config.GetInt("b", 7));
        Assert.Equal("x", config.GetString("a.b", "x"));
        Assert.Equal(TimeSpan.FromSeconds(1), config.GetTimeSpan("b", TimeSpan.FromSeconds(1)));
        Assert.Null(config.GetByteSize("b"));
        Assert.Equal(9, config.GetByteSize("b", 9));
        Assert.Empty(config.GetStringList("b"));
        Assert.Equal(["d"], config.GetStringList("b", ["d"]));
    }

    [Fact]
    public void A_value_is_of_one_kind()
    {
        Assert.True(Value("text").IsString());
        Assert.False(Value("text").IsArray());
        Assert.True(Value("[1]").IsArray());
        Assert.False(Value("[1]").IsString());
        Assert.True(Value("{}").IsObject());
        Assert.Null(Value("{}").GetString());
        Assert.Null(Value("[1]").GetString());
        Assert.Null(Value("text").GetChildObject("x"));
    }

    [Fact]
    public void A_value_can_be_put_under_a_key_and_be_a_configuration_of_its_own()
    {
        var value = Value("{ b = 1 }");
        Assert.Equal(1, value.AtKey("outer").GetInt("outer.b"));
        Assert.Equal(1, value.ToConfig().GetInt("b"));
        Assert.Equal("1", value.GetObject()!.Unwrapped["b"]);
    }

    [Fact]
    public void A_rendered_configuration_reads_back_as_the_same()
    {
        var config = ConfigurationFactory.ParseString("a { \"b.c\" = \"x: \\\"y\\\"\\n\", d = [1, [on], { e = null }], f {} }\ng = \"null\"");
        var again = ConfigurationFactory.ParseString(config.ToString());
        Assert.Equal(config.ToString(), again.ToString());
        Assert.Equal("x: \"y\"\n", again.GetString("a.\"b.c\""));
        Assert.Equal("null", again.GetString("g"));
    }
}
