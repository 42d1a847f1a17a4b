using Actors.Runtime.Configuration;
using FsCheck;
using FsCheck.Fluent;

namespace Actors.Runtime.Tests.Configuration;

public sealed class HoconPropertyTests
{
    /// <summary>Pieces of HOCON, so that random texts come close to valid ones.</summary>
    private static readonly string[] Pieces =
    [
        "a", "b", "c.d", "\"k k\"", " ", "\n", "=", ":", "{", "}", "[", "]", ",", "+=", "${a}", "${?b}", "${c.d}", "${", "}", "\"", "\"\"\"", "\\u00", "\\",
        "#", "//", "1", "2.5e+3", "null", "true", "include \"x\"", "include", "$", "?", ".", "\r\n", "\t", "\uD800", "\u0000", "明", "@", "text", "\"quoted\"",
    ];

    private static readonly Gen<string> Texts = Gen.Elements(Pieces).ListOf().Select(pieces => string.Concat(pieces));

    private static readonly Gen<string> Documents = Fields(
        ["a", "b", "c", "a.x", "a.y", "b.x.y", "\"q.r\""],
        ["1", "two", "[1, 2]", "{ x = 5 }", "null", "{}", "{ x { y = 6 }, z = 7 }", "\" \""]);

    /// <summary>Documents in which a path is never an object here and something else there.</summary>
    private static readonly Gen<string> ShapedDocuments = Fields(["c", "a.x", "a.y", "a.z", "b.x.y", "\"q.r\""], ["1", "two", "[1, 2]", "null", "\" \""]);

    private static readonly string[] Paths = ["a", "b", "c", "a.x", "a.y", "a.z", "b.x", "b.x.y", "\"q.r\"", "c.x.y"];

    private static Gen<string> Fields(string[] keys, string[] values) =>
        from fields in (from key in Gen.Elements(keys) from value in Gen.Elements(values) select $"{key} = {value}\n").ListOf()
        select string.Concat(fields);

    private static string Seen(Actors.Runtime.Configuration.Config config) => string.Join('|', Paths.Select(p => config.HasPath(p) ? config.GetValue(p)!.IsObject() ? "object" : config.GetValue(p)!.ToString() : "-"));

    [Fact]
    public void Any_text_is_read_or_refused_with_a_configuration_exception()
    {
        static void Holds(string text)
        {
            try
            {
                var config = ConfigurationFactory.ParseString(text, _ => new HoconRoot(ConfigurationFactory.ParseString("x = 1").Root));
                foreach (var (_, value) in config.AsEnumerable()) Assert.NotNull(value.ToString());
            }
            catch (ConfigurationException)
            {
                return;
            }
        }

        Check.One(Runs(2_000), Prop.ForAll(Texts.ToArbitrary(), Holds));
        Check.One(Runs(500), Prop.ForAll(ArbMap.Default.ArbFor<string>().Filter(t => t is not null), Holds));
    }

    [Fact]
    public void What_was_read_renders_to_a_text_that_reads_the_same()
    {
        Check.One(Runs(300), Prop.ForAll(Texts.ToArbitrary(), text =>
        {
            try
            {
                var once = ConfigurationFactory.ParseString(text).ToString();
                Assert.Equal(once, ConfigurationFactory.ParseString(once).ToString());
            }
            catch (ConfigurationException)
            {
                return;
            }
        }));
    }

    [Fact]
    public void Fallbacks_are_associative_and_the_upper_layer_wins()
    {
        var three = from a in Documents from b in Documents from c in Documents select (a, b, c);
        Check.One(Runs(300), Prop.ForAll(three.ToArbitrary(), texts =>
        {
            var (a, b, c) = (ConfigurationFactory.ParseString(texts.a), ConfigurationFactory.ParseString(texts.b), ConfigurationFactory.ParseString(texts.c));
            Assert.Equal(Seen(a.WithFallback(b).WithFallback(c)), Seen(a.WithFallback(b.WithFallback(c))));
            Assert.Equal(Seen(a), Seen(a.WithFallback(ConfigurationFactory.Empty)));
            Assert.Equal(Seen(a), Seen(ConfigurationFactory.Empty.WithFallback(a)));
            foreach (var path in Paths.Where(a.HasPath)) Assert.Equal(a.GetValue(path)!.ToString(), a.WithFallback(b).GetValue(path)!.ToString());
        }));
    }

    [Fact]
    public void Two_documents_in_one_text_are_the_second_over_the_first()
    {
        var two = from a in ShapedDocuments from b in ShapedDocuments select (a, b);
        Check.One(Runs(300), Prop.ForAll(two.ToArbitrary(), texts =>
        {
            var joined = ConfigurationFactory.ParseString(texts.a + texts.b);
            var layered = ConfigurationFactory.ParseString(texts.b).WithFallback(ConfigurationFactory.ParseString(texts.a));
            Assert.Equal(Seen(joined), Seen(layered));
        }));
    }

    private static FsCheck.Config Runs(int tests) => FsCheck.Config.QuickThrowOnFailure.WithMaxTest(tests);
}
