using Actors.Runtime.Configuration;

namespace Actors.Runtime.Tests.Configuration;

public sealed class HoconIncludeTests
{
    private static Config Parse(string main, params (string Name, string Text)[] files)
    {
        HoconRoot Find(string name)
        {
            var config = Array.Find(files, f => f.Name == name) is { Text: { } text }
                ? ConfigurationFactory.ParseString(text, Find)
                : throw new FileNotFoundException($"{name} does not exist");
            return new HoconRoot(config.Root, config.Substitutions);
        }

        return ConfigurationFactory.ParseString(main, Find);
    }

    [Fact]
    public void An_include_stands_for_the_fields_of_the_other_document()
    {
        var config = Parse(
            "before = 1\nwins = old\ninclude \"other.conf\"\nloses = new\nnested { include \"other.conf\" }",
            ("other.conf", "wins = new, loses = old\nobject { x = ${wins}, list = [1, null] }"));
        Assert.Equal(1, config.GetInt("before"));
        Assert.Equal("new", config.GetString("wins"));
        Assert.Equal("new", config.GetString("loses"));
        Assert.Equal("new", config.GetString("object.x"));
        Assert.Equal("old", config.GetString("nested.loses"));
        Assert.Null(config.GetValue("object.list")!.GetArray()[1].GetString());
    }

    [Fact]
    public void Substitutions_reach_what_was_included() =>
        Assert.Equal("x1", Parse("include \"o\"\na = x${b}", ("o", "b = 1")).GetString("a"));

    [Fact]
    public void A_missing_include_names_its_place_and_keeps_the_cause()
    {
        var error = Assert.Throws<ConfigurationException>(() => Parse("a = 1\ninclude \"gone.conf\""));
        Assert.Equal("line 2, column 1: include \"gone.conf\": gone.conf does not exist", error.Message);
        Assert.IsType<FileNotFoundException>(error.InnerException);
    }

    [Fact]
    public void An_error_in_an_included_document_names_both_places()
    {
        var error = Assert.Throws<ConfigurationException>(() => Parse("include \"o\"", ("o", "x = 1\ny = [")));
        Assert.Equal("line 1, column 1: include \"o\": line 2, column 5: this bracket is never closed", error.Message);
    }

    [Fact]
    public void An_include_without_a_callback_is_an_error()
    {
        var error = Assert.Throws<ConfigurationException>(() => ConfigurationFactory.ParseString("include \"o\""));
        Assert.Contains("without a way to find includes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_that_includes_itself_is_an_error()
    {
        var error = Assert.Throws<ConfigurationException>(() => Parse("include \"o\"", ("o", "include \"o\"")));
        Assert.Contains("more than 16 includes within each other", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, Parse("include \"o\"", ("o", "a = 1")).GetInt("a"));
    }
}
