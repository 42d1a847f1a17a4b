using System.Globalization;
using System.Text;
using Actors.Runtime.Configuration;

namespace Actors.Runtime.Tests.Configuration;

public sealed class HoconErrorTests
{
    private static string Failure(string text) => Assert.Throws<ConfigurationException>(() => ConfigurationFactory.ParseString(text)).Message;

    [Theory]
    [InlineData("a = 1\n  b 2", "line 2, column 6: after the key \"b 2\", '=', ':', '+=' or '{' was expected, not the end of the text")]
    [InlineData("a {\n b = 1", "line 1, column 3: this brace is never closed")]
    [InlineData("a = [1, 2", "line 1, column 5: this bracket is never closed")]
    [InlineData("a = \"open\nb = 1", "line 1, column 5: this quoted string is not closed on its line")]
    [InlineData("a = \"\"\"open", "line 1, column 5: this string in three double quotes is never closed")]
    [InlineData("a = ", "line 1, column 5: a value was expected, not the end of the text")]
    [InlineData("a = 1,, b = 2", "line 1, column 7: a key was expected here, not ','")]
    [InlineData(", a = 1", "line 1, column 1: a key was expected here, not ','")]
    [InlineData("a = [1,,2]", "line 1, column 8: a value was expected, not ','")]
    [InlineData("}", "line 1, column 1: a key was expected here, not '}'")]
    [InlineData("{ a = 1 } b", "line 1, column 11: 'b' after the closing brace of the document")]
    [InlineData("[1]", "line 1, column 1: the document must be an object, not an array")]
    [InlineData("device = cuda:0", "line 1, column 14: ':' must stand in double quotes here")]
    [InlineData("a = me@home", "line 1, column 7: '@' must stand in double quotes here")]
    [InlineData("a = $x", "line 1, column 5: '$' must stand in double quotes here")]
    [InlineData("a = ${x", "line 1, column 8: '}' was expected to close the substitution, not the end of the text")]
    [InlineData("a = ${}", "line 1, column 7: a key was expected, not '}'")]
    [InlineData("a..b = 1", "line 1, column 3: a key was expected, not '.'")]
    [InlineData(".a = 1", "line 1, column 1: a key was expected, not '.'")]
    [InlineData("a = \"\\q\"", "line 1, column 6: an unknown escape; known are \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four hexadecimal digits")]
    [InlineData("a = \"\\u12g4\"", "line 1, column 6: \\u needs four hexadecimal digits")]
    [InlineData("a = [1}", "line 1, column 7: a comma or the end of the line was expected, not '}'")]
    [InlineData("a = { b = 1 ]", "line 1, column 13: a comma or the end of the line was expected, not ']'")]
    public void A_syntax_error_names_line_column_and_what_was_expected(string text, string message) => Assert.Equal(message, Failure(text));

    [Theory]
    [InlineData("a = {", "}")]
    [InlineData("a = [", "]")]
    public void Nesting_is_bounded(string open, string close)
    {
        string Nested(int depth)
        {
            var repeated = open == "a = [" ? "[" : open;
            return new StringBuilder(open).Insert(open.Length, repeated, depth - 1).Append(CultureInfo.InvariantCulture, $"{(open == "a = [" ? "" : "a = 1")}")
                .Insert(0, "\n").ToString() + new StringBuilder().Insert(0, close, depth);
        }

        // An object one level down takes a key and a brace; the innermost value takes one key more.
        var deepest = open == "a = [" ? 127 : 63;
        ConfigurationFactory.ParseString(Nested(deepest));
        Assert.Contains("nested more than 128 deep", Failure(Nested(deepest + 1)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_length_of_a_path_is_bounded()
    {
        static string Path(int length) => string.Join('.', Enumerable.Repeat("k", length));
        Assert.Equal(1, ConfigurationFactory.ParseString(Path(128) + " = 1").GetInt(Path(128)));
        Assert.Contains("nested more than 128 deep", Failure(Path(129) + " = 1"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_length_of_a_text_is_bounded()
    {
        const int most = 4 * 1024 * 1024;
        Assert.True(ConfigurationFactory.ParseString(new string(' ', most)).IsEmpty);
        Assert.Equal($"the text has {most + 1} characters; at most {most} are allowed", Failure(new string(' ', most + 1)));
    }

    [Theory]
    [InlineData("a{0} = ${{a{1}}} ${{a{1}}}\n", "a60 = x")]
    [InlineData("a{0} = [${{a{1}}}, ${{a{1}}}]\n", "a60 = x")]
    [InlineData("a{0} {{ x = ${{a{1}}}, y = ${{a{1}}} }}\n", "a60 = x")]
    public void Substitutions_that_double_each_other_are_stopped(string line, string last)
    {
        var text = new StringBuilder();
        for (var i = 0; i < 60; i++) text.AppendFormat(CultureInfo.InvariantCulture, line, i, i + 1);
        Assert.Contains("resolving the substitutions takes more than", Failure(text.Append(last).ToString()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a{0} = ${{a{1}}}\n")]
    [InlineData("a{0} = [${{a{1}}}]\n")]
    [InlineData("a{0} {{ x = ${{a{1}}} }}\n")]
    [InlineData("a = [{{ x = ${{?y}}, x += 1 }}]\na {{ x = [${{a{0}}}] ${{?a{1}}}, x += 1 }}\n")]
    public void A_long_chain_of_substitutions_fits_on_a_small_stack(string line)
    {
        var text = new StringBuilder();
        for (var i = 0; i < 5_000; i++) text.AppendFormat(CultureInfo.InvariantCulture, line, i, i + 1);
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(() => ConfigurationFactory.ParseString(text.Append("a5000 = x").ToString())), 256 * 1024);
        thread.Start();
        thread.Join();
        Assert.IsType<ConfigurationException>(failure);
    }

    [Fact]
    public void A_long_row_of_appends_is_no_chain()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 5_000; i++) text.Append("a += 1\nb = [{ c += 1, c += 2 }]\n");
        Assert.Equal(5_000, ConfigurationFactory.ParseString(text.ToString()).GetIntList("a").Count);
    }
}
