using Actors.Runtime.Configuration;

namespace Actors.Runtime.Tests.Configuration;

public sealed class HoconSubstitutionTests
{
    private static string? Read(string path, string text) => ConfigurationFactory.ParseString(text).GetString(path);

    [Fact]
    public void A_substitution_sees_the_finished_document()
    {
        Assert.Equal("late", Read("a", "a = ${b.c}\nb { c = early }\nb.c = late"));
        Assert.Equal("from here to there", Read("a", "a = from ${x} to ${y}\nx = here\ny = there"));
        Assert.Equal("x y", Read("a", "a = ${x} ${\"odd key\".y}\nx = x\n\"odd key\" { y = y }"));
    }

    [Fact]
    public void An_object_is_taken_over_and_laid_over()
    {
        var config = ConfigurationFactory.ParseString("""
            standard { memory = 10, folder = /tmp }
            small = ${standard} { memory = 2 }
            large = { memory = 20 } ${standard}
            also { folder = /var }
            also = ${standard}
            also { memory = 5 }
            """);
        Assert.Equal(2, config.GetInt("small.memory"));
        Assert.Equal("/tmp", config.GetString("small.folder"));
        Assert.Equal(10, config.GetInt("large.memory"));
        Assert.Equal(5, config.GetInt("also.memory"));
        Assert.Equal("/tmp", config.GetString("also.folder"));
    }

    [Fact]
    public void Arrays_are_joined()
    {
        var config = ConfigurationFactory.ParseString("""
            first = [1, 2]
            all = ${first} [3] ${?none} ${first}
            nested = [${first}, ${?none}, 9]
            """);
        Assert.Equal([1, 2, 3, 1, 2], config.GetIntList("all"));
        var nested = config.GetValue("nested")!.GetArray();
        Assert.Equal(2, nested.Count);
        Assert.Equal([1, 2], nested[0].GetIntList());
    }

    [Fact]
    public void A_value_may_refer_to_what_it_was_before()
    {
        Assert.Equal("/bin:/usr/bin", Read("path", "path = /bin\npath = ${path}\":/usr/bin\""));
        Assert.Equal([1, 2, 3], ConfigurationFactory.ParseString("p = [1]\np = ${p} [2]\np = ${p} [3]").GetIntList("p"));
        Assert.Equal([3], ConfigurationFactory.ParseString("p = ${?p} [3]").GetIntList("p"));
        Assert.Equal([1, 2], ConfigurationFactory.ParseString("d { p = [1] }\nd { p += 2 }").GetIntList("d.p"));
    }

    [Fact]
    public void A_reference_into_the_object_that_holds_it_is_not_a_cycle()
    {
        Assert.Equal("43", Read("bar.copy", "bar { foo = 42, copy = ${bar.foo} }\nbar { foo = 43 }"));
        var config = ConfigurationFactory.ParseString("bar { a = ${foo.d}, b = 1 }\nbar.b = 3\nfoo { c = ${bar.b}, d = 2 }\nfoo.d = 4");
        Assert.Equal(4, config.GetInt("bar.a"));
        Assert.Equal(3, config.GetInt("foo.c"));
        Assert.Equal("1", Read("b.y", "a = ${b}\nb { x = 1, y = ${a.x} }"));
    }

    [Fact]
    public void An_object_that_refers_to_its_own_inside_takes_the_earlier_one()
    {
        var config = ConfigurationFactory.ParseString("foo { a { c = 1 } }\nfoo = ${foo.a}\nfoo { a = 2 }");
        Assert.Equal(1, config.GetInt("foo.c"));
        Assert.Equal(2, config.GetInt("foo.a"));
    }

    [Fact]
    public void A_value_that_is_hidden_is_never_resolved() => Assert.Equal("1", Read("a", "a = ${nothing}\na = 1"));

    [Fact]
    public void An_optional_substitution_that_leads_nowhere_leaves_no_trace()
    {
        var config = ConfigurationFactory.ParseString("""
            absent = ${?none}
            kept = 1
            kept = ${?none}
            joined = [${?none}]${?none}
            words = a${?none}b
            several = ${?none}${?more}
            """);
        Assert.False(config.HasPath("absent"));
        Assert.Equal(1, config.GetInt("kept"));
        Assert.Empty(config.GetValue("joined")!.GetArray());
        Assert.Equal("ab", config.GetString("words"));
        Assert.False(config.HasPath("several"));
    }

    [Fact]
    public void Null_found_by_a_substitution_stays_null()
    {
        var config = ConfigurationFactory.ParseString("PATH = null\na = ${PATH}");
        Assert.True(config.HasPath("a"));
        Assert.Null(config.GetString("a"));
    }

    [Fact]
    public void The_environment_is_asked_for_what_the_document_does_not_have()
    {
        var name = $"HOCON_TEST_{Guid.NewGuid():N}";
        Environment.SetEnvironmentVariable(name, "from outside");
        try
        {
            Assert.Equal("from outside", Read("a", $"a = inside\na = ${{?{name}}}"));
            Assert.Equal("from outside", Read("a", $"a = ${{{name}}}"));
            Assert.Equal("inside", Read("a", $"{name} = inside\na = ${{?{name}}}"));
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        Assert.Equal("inside", Read("a", $"a = inside\na = ${{?{name}}}"));
    }

    [Theory]
    [InlineData("a = ${a}", 1, 5)]
    [InlineData("a = ${b}\nb = ${c}\nc = ${a}", 3, 5)]
    [InlineData("a = 1\nb = ${a}\na = ${b}", 0, 0)]
    [InlineData("a { b = ${a} }", 1, 9)]
    [InlineData("a = [${a}]", 1, 6)]
    [InlineData("a = ${a} x", 1, 5)]
    [InlineData("a = ${b}\nb { c = ${a} }", 0, 0)]
    public void A_cycle_is_an_error(string text, int line, int column)
    {
        var error = Assert.Throws<ConfigurationException>(() => ConfigurationFactory.ParseString(text));
        if (line > 0) Assert.StartsWith($"line {line}, column {column}: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_required_substitution_that_leads_nowhere_is_an_error_with_its_place()
    {
        var error = Assert.Throws<ConfigurationException>(() => ConfigurationFactory.ParseString("x = 1\ny = ${no.such.key}"));
        Assert.Equal("line 2, column 5: ${no.such.key} leads to nothing: neither the document nor the environment has it", error.Message);
    }

    [Theory]
    [InlineData("o { x = 1 }\na = ${o} text")]
    [InlineData("o = [1]\na = ${o} text")]
    [InlineData("o = [1]\na = ${o} { x = 1 }")]
    [InlineData("a = [1] { x = 1 }")]
    public void Texts_arrays_and_objects_cannot_be_joined_with_each_other(string text) =>
        Assert.Contains("cannot be joined", Assert.Throws<ConfigurationException>(() => ConfigurationFactory.ParseString(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_resolved_substitutions_are_listed()
    {
        var found = ConfigurationFactory.ParseString("a = ${b.c}\nb.c = 1\nd = ${?none}").Substitutions.ToList();
        Assert.Equal(["b.c", "none"], found.Select(s => s.Path));
        Assert.Equal("1", found[0].GetString());
        Assert.Null(found[1].ResolvedValue);
    }
}
