using System.Text;
using Akka.Configuration.Hocon;
using Router.Contracts.Configuration;
using Router.Host.Configuration.Internal;

namespace Router.Host.Tests.Configuration;

/// <summary>What is read of HOCON, where Akka.NET's parser alone reads something else, and what is refused.</summary>
public sealed class HoconTests
{
    /// <summary>A text, and the keys with their values that it comes to.</summary>
    public static TheoryData<string, string> Readings => new()
    {
        // Lists
        { "a = []", "a = []" },
        { "a = [ ]", "a = []" },
        { "a = [\n  # nothing\n]", "a = []" },
        { "a = [[]]", "a = [[]]" },
        { "a = [ [ ], [1] ]", "a = [[], [1]]" },
        { "a = [1, 2,]", "a = [1, 2]" },
        { "a = [\n1\n2\n\n3,\n4\n,\n5 ]", "a = [1, 2, 3, 4, 5]" },
        { "a = [{ x = 1 }, { x = 2 }]", "a = [an object, an object]" },
        { "a = [1] [2]", "a = [1, 2]" },

        // Objects
        { "a { b { c = 1 }, d = 2 }, e = 3", "a.b.c = 1; a.d = 2; e = 3" },
        { "a { b { c = 1 }\n d = 2 }\ne = 3", "a.b.c = 1; a.d = 2; e = 3" },
        { "a = { x = 1 } \nb = 2", "a.x = 1; b = 2" },
        { "a\n{\n  b : 1\n}", "a.b = 1" },
        { "{ a = 1, b = 2 }", "a = 1; b = 2" },
        { "{\n\"a\": {\"b\": [1, 2], \"c\": \"x\"},\n\"d\": null\n}", "a.b = [1, 2]; a.c = x; d = null" },
        { "a.b.c = 1, a.b.d = 2", "a.b.c = 1; a.b.d = 2" },
        { "a {}", "" },
        { "", "" },

        // Keys
        { "\"a.b\" = 1", "\"a.b\" = 1" },
        { "a.\"b.c\".d = 1", "a.\"b.c\".d = 1" },
        { "\"a b\" { \"\\u0063\" = 1 }", "\"a b\".c = 1" },
        { "include = 1, includes = 2, include.x = 3", "include.x = 3; includes = 2" },
        { "a = 1\na = 2", "a = 2" },
        { "a { x = 1 }\na { y = 2, x = 3 }", "a.x = 3; a.y = 2" },
        { "a { x = 1 }\na = 2", "a = 2" },
        { "a = 2\na { x = 1 }", "a.x = 1" },

        // Values
        { "a = 5 ms", "a = \"5 ms\"" },
        { "a = 1.5ms\nb = 64KiB\nc = -3\nd = 1e3", "a = 1.5ms; b = 64KiB; c = -3; d = 1e3" },
        { "a = null\nb = \"null\"", "a = null; b = null" },
        { "a =\n\n  1", "a = 1" },
        { "a = \"x\"y \"z\"", "a = \"xy z\"" },
        { "a = \"#1 // not a comment\"", "a = \"#1 // not a comment\"" },
        { "a = \"\"\"x\ny\"\"\"", "a = \"x\\ny\"" },
        { "a = \"\\u00e9\\t\\\"\"", "a = \"é\t\\\"\"" },
        { "a = 你好, b = é", "a = \"你好\"; b = \"é\"" },
        { "# one\na = 1 # two\n// three\nb = 2 // four", "a = 1; b = 2" },
        { "a = 1\r\nb {\r\n  c = 2\r\n}\r\n", "a = 1; b.c = 2" },

        // Substitutions
        { "x = 1\na = ${x}", "a = 1; x = 1" },
        { "a = ${x}\nx = ${y}\ny = 1", "a = 1; x = 1; y = 1" },
        { "x { y = 1 }\na = ${x}", "a.y = 1; x.y = 1" },
        { "x = [1]\na = ${x}\nb = ${x} [2]", "a = [1]; b = [1, 2]; x = [1]" },
        { "x = 1\na = \"p\"${x}.${?x}", "a = p1.1; x = 1" },
        { "a = ${?gone}", "" },
        { "a = 3\na = ${?gone}", "a = 3" },
        { "a = x${?gone}y", "a = xy" },
        { "a = \"\"${?gone}\"\"${?gone}${ROUTER_TEST_VALUE}\"x\"", "a = \"\\\"a\\\\b\\\" ${x}x\"" },
        { "{ a = ${?gone}${?gone}, b = 1 }", "a = \"\"; b = 1" },
        { "{ x = 1, a = ${x} }", "a = 1; x = 1" },
        { "a = [${?gone}, 1, ${?gone}]", "a = [1]" },
        { "a { b = ${?gone}, c = 1 }", "a.c = 1" },
        { "a = ${ROUTER_TEST_VALUE}\nb = 1\nb = ${?ROUTER_TEST_VALUE}", "a = \"\\\"a\\\\b\\\" ${x}\"; b = \"\\\"a\\\\b\\\" ${x}\"" },
        { "ROUTER_TEST_VALUE = mine\na = ${ROUTER_TEST_VALUE}", "ROUTER_TEST_VALUE = mine; a = mine" },
    };

    [Theory]
    [MemberData(nameof(Readings))]
    public void A_text_is_read_as_HOCON_says(string text, string expected) => Assert.Equal(expected, Read(text));

    /// <summary>A text, where it is wrong, what is found there and what is allowed.</summary>
    public static TheoryData<string, string> Mistakes => new()
    {
        { "a { b = 1", "line 1, column 10: found the end; allowed: a comma, a new line or }" },
        { "a = 1 }\nb = 2", "line 1, column 7: found }; allowed: a comma, a new line or the end" },
        { "a = 1\n}", "line 2, column 1: found }; allowed: a key" },
        { "{ a = 1 }}", "line 1, column 10: found }; allowed: the end of the file" },
        { "{ a = 1 } b = 2", "line 1, column 11: found b; allowed: the end of the file" },
        { "a = [}", "line 1, column 6: found }; allowed: a value" },
        { "a = [=]", "line 1, column 6: found =; allowed: a value" },
        { "a = [1", "line 1, column 7: found the end; allowed: a comma, a new line or ]" },
        { "a = [\n1", "line 2, column 2: found the end; allowed: a comma, a new line or ]" },
        { "a = [1, , 2]", "line 1, column 9: found ,; allowed: a value" },
        { "a = ]", "line 1, column 5: found ]; allowed: a value" },
        { "a", "line 1, column 2: found the end; allowed: =, : or { after a key" },
        { "a =", "line 1, column 4: found the end; allowed: a value" },
        { "a = \n b = 1", "line 2, column 4: found =; allowed: a comma, a new line or the end" },
        { "a b = 1", "line 1, column 3: found b; allowed: =, : or { after a key" },
        { "a == 1", "line 1, column 4: found =; allowed: a value" },
        { "= 1", "line 1, column 1: found =; allowed: a key" },
        { ".a = 1", "line 1, column 1: found .; allowed: a key" },
        { "a. = 1", "line 1, column 3: found U+0020; allowed: a key" },
        { "a..b = 1", "line 1, column 3: found .; allowed: a key" },
        { ", a = 1", "line 1, column 1: found ,; allowed: a key" },
        { "a = 1,, b = 2", "line 1, column 7: found ,; allowed: a key" },
        { "a = { x = 1 } b = 2", "line 1, column 15: found b; allowed: a comma, a new line or the end, as nothing stands beside an object" },
        { "x { y = 1 }\na = ${x} { z = 2 }", "line 2, column 10: found {; allowed: a comma, a new line or the end, as nothing stands beside an object" },
        { "a = x [1]", "line 1, column 7: found [; allowed: a list or a text, not one beside the other" },
        { "a = http://x", "line 1, column 9: found :; allowed: a comma, a new line or the end" },
        { "a += 2", "line 1, column 3: found +; allowed: =, with the whole list: += is not read" },
        { "a+=2", "line 1, column 2: found +; allowed: =, with the whole list: += is not read" },
        { "a = \"x", "line 1, column 5: found \"; allowed: a text that is closed with the same quotes" },
        { "a = \"x\ny\"", "line 1, column 5: found \"; allowed: a text that is closed with the same quotes" },
        { "a = \"\"\"x\"", "line 1, column 5: found \"; allowed: a text that is closed with the same quotes" },
        { "a = \"\\q\"", "line 1, column 7: found q; allowed: \\\", \\\\, \\/, \\b, \\f, \\n, \\r, \\t or \\u with four digits" },
        { "a = \"\\u12g4\"", "line 1, column 7: found u; allowed: \\\", \\\\, \\/, \\b, \\f, \\n, \\r, \\t or \\u with four digits" },
        { "a = @x", "line 1, column 5: found @; allowed: a value" },
        { "a = $x", "line 1, column 6: found x; allowed: { after $, as in ${router.http.port}" },
        { "a = ${x", "line 1, column 8: found the end; allowed: a key without quotes and spaces, as in ${router.http.port}" },
        { "a = ${}", "line 1, column 7: found }; allowed: a key without quotes and spaces, as in ${router.http.port}" },
        { "a = ${ x }", "line 1, column 7: found U+0020; allowed: a key without quotes and spaces, as in ${router.http.port}" },
        { "a = ${x..y}", "line 1, column 11: found }; allowed: a key without quotes and spaces, as in ${router.http.port}" },
        { "a = x\u2028b = 1", "line 1, column 6: found U+2028; allowed: a comma, a new line or the end" },
        { "a\u00a0= 1", "line 1, column 2: found U+00A0; allowed: =, : or { after a key" },
        { "a = \0", "line 1, column 5: found U+0000; allowed: a value" },
        { "{ a = 1 }\0", "line 1, column 10: found U+0000; allowed: the end of the file" },
        { "\0", "line 1, column 1: found U+0000; allowed: a key" },
        { "include file(\"x\")", "line 1, column 9: found f; allowed: the name of a file, \"…\"" },
        { "include x", "line 1, column 9: found x; allowed: the name of a file, \"…\"" },
        { "a { x = 1 }\na = [1]", "a: found both an object and something else; allowed: one of the two" },
        { "x = 1\na { x = 1 }\na = ${x}", "a: found both an object and something else; allowed: one of the two" },
        { "x { y = 1 }\na = ${x}\na.z = 2", "${x}: its key is set again further down, which would lose it; allowed: one of the two" },
        { "a = ${gone}", "line 1, column 5: found ${gone}; allowed: a key of this file or of what it includes, a variable of the environment, or ${?gone}, which may be missing" },
        { "a = ${?b}\nb = ${?gone}", "Unresolved substitution: b" },
        { "a = ${a}", "a.a: a substitution leads back to itself" },
        { "a = ${b}\nb = ${a}", "a.b.a: a substitution leads back to itself" },
        { "a { b = ${a} }", "a.b.a: a substitution leads back to itself" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_named_with_its_place(string text, string expected) =>
        Assert.Equal(expected, Assert.Throws<FileProblem>(() => Read(text)).Message);

    [Theory]
    [InlineData("{0}", "a {{ {0} }}")]
    [InlineData("a = 1", "a = {{ {0} }}")]
    [InlineData("1", "[{0}]")]
    [InlineData("a = 1", "a.{0}")]
    public void Nesting_is_bounded(string innermost, string around)
    {
        var isList = around.StartsWith('[');
        string Nested(int levels)
        {
            var text = innermost == "{0}" ? "b = 1" : innermost;
            for (var i = 1; i < levels; i++) text = string.Format(System.Globalization.CultureInfo.InvariantCulture, around, text);
            return isList ? $"a = {text}" : text;
        }
        Read(Nested(HoconGrammar.Deepest));
        var message = Assert.Throws<FileProblem>(() => Read(Nested(HoconGrammar.Deepest + 1))).Message;
        Assert.EndsWith("allowed: at most 32 objects, lists and elements of a key within each other", message, StringComparison.Ordinal);
        Assert.Throws<FileProblem>(() => Read(Nested(isList ? 2000 : 500)));
    }

    [Theory]
    [InlineData("a = ", "[")]
    [InlineData("", "a {")]
    [InlineData("", "a = {")]
    [InlineData("", "a.")]
    [InlineData("a = ", "[{a=")]
    public void A_million_brackets_end_with_an_error(string start, string repeated) =>
        Assert.Throws<FileProblem>(() => Read(start + new StringBuilder().Insert(0, repeated, 1_000_000)));

    [Fact]
    public void A_chain_of_substitutions_is_bounded()
    {
        static string Chain(int length) => string.Concat(Enumerable.Range(0, length).Select(i => $"k{i} = ${{k{i + 1}}}\n")) + $"k{length} = end";
        Assert.StartsWith("k0 = end; ", Read(Chain(60)), StringComparison.Ordinal);
        Assert.EndsWith("has more than 128 values within each other", Assert.Throws<FileProblem>(() => Read(Chain(100_000))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("k0 = \"0123456789\"", "k{1} = ${{k{0}}}${{k{0}}}")]
    [InlineData("k0 = [1, 2]", "k{1} = [${{k{0}}}, ${{k{0}}}]")]
    [InlineData("k0 {{ x = 1 }}", "k{1} {{ l = ${{k{0}}}, r = ${{k{0}}} }}")]
    public void Substitutions_do_not_multiply_without_a_bound(string first, string doubled)
    {
        var text = new StringBuilder(first.Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal)).Append('\n');
        for (var i = 0; i < 60; i++) text.AppendFormat(System.Globalization.CultureInfo.InvariantCulture, doubled, i, i + 1).Append('\n');
        Assert.Contains($"has more than {HoconTree.Largest} characters and values", Assert.Throws<FileProblem>(() => Read(text.ToString())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_style_of_a_text_does_not_matter()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var writer = new StyledHocon(new Random(seed));
            var text = writer.Write(depth: 0);
            try
            {
                Assert.Equal(string.Join("; ", writer.Expected.Order(StringComparer.Ordinal)), Read(text));
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"seed {seed}: {failure.Message}\n{text}", failure);
            }
        }
    }

    [Fact]
    public void A_damaged_text_is_read_or_refused()
    {
        const string pieces = "{}[]=:,.\"#$ \n\t\\a1?+/\0";
        var (random, refused) = (new Random(20261129), 0);
        for (var round = 0; round < 3000; round++)
        {
            var text = new StringBuilder(new StyledHocon(random).Write(depth: 0));
            for (var damage = random.Next(1, 4); damage > 0 && text.Length > 0; damage--)
            {
                var at = random.Next(text.Length);
                if (random.Next(2) == 0) text.Remove(at, 1);
                else text.Insert(at, pieces[random.Next(pieces.Length)]);
            }
            try
            {
                Read(text.ToString());
            }
            catch (FileProblem)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 300, 2700);
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_first_key()
    {
        using var deployment = new DeploymentFolder();
        File.WriteAllBytes(deployment.Main, [0xEF, 0xBB, 0xBF, .. "router.http.port = 81"u8]);
        Assert.Equal(81, deployment.Load().Settings.Http.Listener.Port);
    }

    [Fact]
    public void A_substitution_sees_its_own_file_and_what_that_includes_but_no_other_layer()
    {
        using var deployment = new DeploymentFolder("include \"shared/limits.conf\"\nrouter.http.port = ${router.limits.max-in-flight}");
        deployment.Write("shared/limits.conf", "router.limits { max-in-flight = 77, max-text-length = ${router.limits.max-in-flight} }");
        var settings = deployment.Load().Settings;
        Assert.Equal((77, 77, 77), (settings.Http.Listener.Port, settings.Limits.MaxInFlight, settings.Limits.MaxTextLength));
        deployment.Write("router.conf", "router.http.port = 82\nrouter.grpc.port = ${?router.limits.max-in-flight}");
        Assert.Equal(8090, deployment.Load().Settings.Grpc!.Listener.Port);
        Assert.Contains(
            "the setting router.grpc.port=${router.http.port}: line 1, column 18: found ${router.http.port}; allowed: a key of this file",
            deployment.Failure("router.grpc.port=${router.http.port}"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_later_key_wins_over_an_include_and_an_include_over_an_earlier_key()
    {
        using var deployment = new DeploymentFolder("router.http { port = 1, max-connections = 1 }\ninclude \"more.conf\", router.grpc.port = 4");
        deployment.Write("more.conf", "router { http.port = 2, grpc.port = 3 }");
        var settings = deployment.Load().Settings;
        Assert.Equal((2, 1, 4), (settings.Http.Listener.Port, settings.Http.Listener.Connections.Max, settings.Grpc!.Listener.Port));
    }

    [Fact]
    public void The_number_of_includes_is_bounded()
    {
        using var deployment = new DeploymentFolder(string.Concat(Enumerable.Repeat("include \"1.conf\"\n", 50)));
        deployment.Write("1.conf", string.Concat(Enumerable.Repeat("include \"2.conf\"\n", 50)));
        deployment.Write("2.conf", "# nothing");
        Assert.Contains("more than 1000 files are read", deployment.Failure(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_setting_includes_nothing()
    {
        using var deployment = new DeploymentFolder();
        Assert.EndsWith("a setting includes no file", deployment.Failure("include \"router.conf\""), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_with_very_many_wrong_keys_names_some_and_counts_the_rest()
    {
        using var deployment = new DeploymentFolder(string.Concat(Enumerable.Range(0, 50_000).Select(i => $"router.k{i} = 1\n")));
        var lines = deployment.Failure().Split('\n');
        Assert.Equal("the configuration has 50000 problems:", lines[0]);
        Assert.Equal("  - and 49950 more", lines[^1]);
        Assert.Equal(52, lines.Length);
    }

    [Fact]
    public void A_value_that_is_null_is_not_a_text()
    {
        using var deployment = new DeploymentFolder("router.node-name = null");
        Assert.StartsWith("the configuration is wrong: router.node-name: found null in router.conf; allowed: ", deployment.Failure(), StringComparison.Ordinal);
    }

    /// <summary>The keys with their values, in their order.</summary>
    private static string Read(string text)
    {
        Environment.SetEnvironmentVariable("ROUTER_TEST_VALUE", "\"a\\b\" ${x}");
        var config = HoconReader.Parse(text, name => throw new FileProblem($"include {name}"));
        var layer = new ConfigurationLayer("test", LayerKind.Deployment, "", config);
        return string.Join("; ", layer.Values.Select(pair => $"{pair.Key} = {ValueForms.Show(pair.Value)}").Order(StringComparer.Ordinal));
    }

    /// <summary>Writes random objects in every style that HOCON has.</summary>
    private sealed class StyledHocon(Random random)
    {
        private readonly List<string> _path = [];
        private int _keys;

        public List<string> Expected { get; } = [];

        public string Write(int depth)
        {
            var text = new StringBuilder();
            for (var count = random.Next(depth == 0 ? 1 : 0, 5); count > 0; count--)
            {
                text.Append(Space()).Append(Member(depth));
                text.Append(Any("\n", "\n", ",", " ,\n", "\n,", " # x, { \"\n", "\r\n", " // }\n"));
            }
            return text.Append(Space()).ToString();
        }

        private string Member(int depth)
        {
            var name = $"k{_keys++}";
            var (written, shown) = random.Next(5) == 0 ? ($"\"{name}.x\"", $"\"{name}.x\"") : (random.Next(4) == 0 ? $"\"{name}\"" : name, name);
            _path.Add(shown);
            try
            {
                if (depth < 4 && random.Next(6) == 0) return $"{written}.{Member(depth + 1)}";
                if (depth < 4 && random.Next(3) == 0) return $"{written}{Any(" ", "", " = ", ":", "\n")}{{{Write(depth + 1)}}}";
                var (value, read) = Value(depth);
                Expected.Add($"{string.Join('.', _path)} = {read}");
                return $"{written}{Any("=", " = ", ":", " : ", "\n=\n")}{value}{Any("", " ")}";
            }
            finally
            {
                _path.RemoveAt(_path.Count - 1);
            }
        }

        private (string Written, string Shown) Value(int depth)
        {
            if (depth < 4 && random.Next(4) == 0)
            {
                var items = Enumerable.Range(0, random.Next(4)).Select(_ => Value(depth + 1)).ToList();
                var written = string.Concat(items.Select(item => Space() + item.Written + Any(",", "\n", " , ", ",\n")));
                return ($"[{written}{Space()}]", $"[{string.Join(", ", items.Select(item => item.Shown))}]");
            }
            return random.Next(5) switch
            {
                0 => ("\"\"", "\"\""),
                1 => ("\"a, b # {c}\"", "\"a, b # {c}\""),
                2 => ("5 ms", "\"5 ms\""),
                3 => ("\"\"\"x\"\"\"", "x"),
                _ => ("1.5e-3", "1.5e-3"),
            };
        }

        private string Space() => Any("", "", " ", "\n", "  # comment ] } \" =\n", "\t", "\n\n");

        private string Any(params string[] choices) => choices[random.Next(choices.Length)];
    }
}
