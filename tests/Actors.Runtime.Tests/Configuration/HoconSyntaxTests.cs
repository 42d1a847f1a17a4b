using Actors.Runtime.Configuration;

namespace Actors.Runtime.Tests.Configuration;

public sealed class HoconSyntaxTests
{
    [Theory]
    [InlineData("a = 1")]
    [InlineData("a : 1")]
    [InlineData("a=1")]
    [InlineData("{ a : 1 }")]
    [InlineData("{ \"a\" : 1 }")]
    [InlineData("{\n\"a\"\n:\n1\n}")]
    [InlineData("\uFEFFa = 1")]
    [InlineData("a = 1,")]
    [InlineData("\r\na = 1\r\n")]
    [InlineData("a = 1 # one")]
    [InlineData("a = 1 // one")]
    [InlineData("# first\n// second\na = # third\n 1\n# last")]
    public void A_field_is_read_in_every_spelling(string text) => Assert.Equal(1, ConfigurationFactory.ParseString(text).GetInt("a"));

    [Theory]
    [InlineData("")]
    [InlineData("  \n\t# nothing\n")]
    [InlineData("{}")]
    public void A_document_may_be_empty(string text)
    {
        var config = ConfigurationFactory.ParseString(text);
        Assert.True(config.IsEmpty);
        Assert.Empty(config.AsEnumerable());
    }

    [Theory]
    [InlineData("x.y.z = 7")]
    [InlineData("x { y { z = 7 } }")]
    [InlineData("x = { y.z : 7 }")]
    [InlineData("x.y { z = 7 }")]
    [InlineData("x . y . z = 7")]
    [InlineData("x\n{ y\n{\n z = 7 } }")]
    public void Dotted_and_nested_keys_are_the_same(string text) => Assert.Equal(7, ConfigurationFactory.ParseString(text).GetInt("x.y.z"));

    [Fact]
    public void Quoted_keys_keep_their_dots_and_spaces()
    {
        var config = ConfigurationFactory.ParseString("""
            "zone.one".limit = 3
            two words = 4
            a."b c"."d.e" = 5
            "say \"hi\"" = 6
            "" = 7
            """);
        Assert.Equal(3, config.GetInt("\"zone.one\".limit"));
        Assert.Equal(4, config.GetInt("two words"));
        Assert.Equal(5, config.GetInt("a.\"b c\".\"d.e\""));
        Assert.Equal(6, config.GetInt("\"say \\\"hi\\\"\""));
        Assert.Equal(7, config.GetInt("\"\""));
    }

    [Fact]
    public void Keys_that_look_like_numbers_or_words_are_keys()
    {
        var config = ConfigurationFactory.ParseString("true : 1\n3.14 : 2\n10px.wide : 3\ninclude = 4\nincluded = 5");
        Assert.Equal(1, config.GetInt("true"));
        Assert.Equal(2, config.GetInt("3.14"));
        Assert.Equal(2, config.GetConfig("3").GetInt("14"));
        Assert.Equal(3, config.GetInt("10px.wide"));
        Assert.Equal(4, config.GetInt("include"));
        Assert.Equal(5, config.GetInt("included"));
    }

    [Theory]
    [InlineData("[1, 2, 3]")]
    [InlineData("[1, 2, 3,]")]
    [InlineData("[1\n2\n3]")]
    [InlineData("[1,\n2\n3,\n]")]
    [InlineData("[\n\n1 # one\n2, // two\n\n3\n]")]
    [InlineData("[1] [2, 3]")]
    [InlineData("[1, 2][3]")]
    public void Arrays_are_separated_by_commas_or_line_ends(string array) =>
        Assert.Equal([1, 2, 3], ConfigurationFactory.ParseString("a = " + array).GetIntList("a"));

    [Fact]
    public void Arrays_hold_arrays_objects_and_texts()
    {
        var config = ConfigurationFactory.ParseString("a = [ [1, 2], { b = 3 }, four and five, \"\", [] ]");
        var items = config.GetValue("a")!.GetArray();
        Assert.Equal(5, items.Count);
        Assert.Equal([1, 2], items[0].GetIntList());
        Assert.Equal("3", items[1].GetChildObject("b")!.GetString());
        Assert.Equal("four and five", items[2].GetString());
        Assert.Equal("", items[3].GetString());
        Assert.True(items[4].IsArray());
        Assert.Empty(items[4].GetArray());
    }

    [Theory]
    [InlineData("one two  three", "one two  three")]
    [InlineData("  trimmed \t", "trimmed")]
    [InlineData("one \"  two \" three", "one   two  three")]
    [InlineData("\" kept \"", " kept ")]
    [InlineData("1 2 3", "1 2 3")]
    [InlineData("null pointer", "null pointer")]
    [InlineData("true north", "true north")]
    [InlineData("path/to/it", "path/to/it")]
    [InlineData("1e+3", "1e+3")]
    [InlineData("-2.5", "-2.5")]
    [InlineData("明天 早上", "明天 早上")]
    public void Neighbouring_texts_are_joined_with_the_space_between(string written, string read) =>
        Assert.Equal(read, ConfigurationFactory.ParseString("a = " + written).GetString("a"));

    [Theory]
    [InlineData("""
        "tab\tline\nquote\"back\\slash\/ \u00e9 \b\f\r"
        """, "tab\tline\nquote\"back\\slash/ é \b\f\r")]
    [InlineData("\"# no // comment\"", "# no // comment")]
    [InlineData("\"\"", "")]
    [InlineData("\"\"\"raw \\n \"quoted\" text\"\"\"", "raw \\n \"quoted\" text")]
    [InlineData("\"\"\"two\nlines\"\"\"", "two\nlines")]
    [InlineData("\"\"\"ends with quotes\"\"\"\"\"", "ends with quotes\"\"")]
    [InlineData("\"\"\"\"\"\"", "")]
    public void Quoted_texts_are_read(string written, string read) =>
        Assert.Equal(read, ConfigurationFactory.ParseString("a = " + written.Trim()).GetString("a"));

    [Fact]
    public void The_later_of_two_values_wins_and_objects_merge()
    {
        var config = ConfigurationFactory.ParseString("""
            plain = 1
            plain = 2
            room { light = on, heat = off }
            room { heat = on }
            gone { below = 1 }
            gone = null
            gone { above = 2 }
            flat { x = 1 }
            flat = text
            """);
        Assert.Equal(2, config.GetInt("plain"));
        Assert.True(config.GetBoolean("room.light"));
        Assert.True(config.GetBoolean("room.heat"));
        Assert.False(config.HasPath("gone.below"));
        Assert.Equal(2, config.GetInt("gone.above"));
        Assert.Equal("text", config.GetString("flat"));
    }

    [Fact]
    public void Objects_written_one_after_the_other_merge()
    {
        var config = ConfigurationFactory.ParseString("a : { b : 1, c { x = 1 } } { c { y = 2 } }");
        Assert.Equal(1, config.GetInt("a.b"));
        Assert.Equal(1, config.GetInt("a.c.x"));
        Assert.Equal(2, config.GetInt("a.c.y"));
    }

    [Fact]
    public void Null_is_a_value_that_hides_the_one_before()
    {
        var config = ConfigurationFactory.ParseString("a = 1\na = null\nb = \"null\"");
        Assert.True(config.HasPath("a"));
        Assert.Null(config.GetString("a"));
        Assert.Equal("null", config.GetString("b"));
    }

    [Fact]
    public void Appending_makes_or_lengthens_an_array()
    {
        var config = ConfigurationFactory.ParseString("""
            new += 1
            old = [1, 2]
            old += 3
            old += [4]
            deep.list = [a]
            deep { list += b }
            rooms = [ { lights += one, lights += two } ]
            """);
        Assert.Equal([1], config.GetIntList("new"));
        var old = config.GetValue("old")!.GetArray();
        Assert.Equal(["1", "2", "3"], old.Take(3).Select(v => v.GetString()));
        Assert.Equal([4], old[3].GetIntList());
        Assert.Equal(["a", "b"], config.GetStringList("deep.list"));
        Assert.Equal(["one", "two"], config.GetValue("rooms")!.GetArray()[0].GetChildObject("lights")!.GetStringList());
    }

    [Fact]
    public void Keys_keep_the_order_in_which_they_were_first_written()
    {
        var config = ConfigurationFactory.ParseString("z = 1, a = 2, m = 3, a = 4");
        Assert.Equal(["z", "a", "m"], config.AsEnumerable().Select(item => item.Key));
    }
}
