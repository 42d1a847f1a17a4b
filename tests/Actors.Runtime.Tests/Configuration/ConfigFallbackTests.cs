using Actors.Runtime.Configuration;

namespace Actors.Runtime.Tests.Configuration;

public sealed class ConfigFallbackTests
{
    private static Config Parse(string text) => ConfigurationFactory.ParseString(text);

    [Fact]
    public void The_first_layer_that_has_the_path_answers()
    {
        var config = Parse("a = 1").WithFallback(Parse("a = 2, b = 2")).WithFallback(Parse("a = 3, b = 3, c = 3"));
        Assert.Equal(1, config.GetInt("a"));
        Assert.Equal(2, config.GetInt("b"));
        Assert.Equal(3, config.GetInt("c"));
        Assert.False(config.HasPath("d"));
        Assert.Equal(["a", "b", "c"], config.AsEnumerable().Select(item => item.Key));
    }

    [Fact]
    public void An_object_is_seen_with_its_fallbacks()
    {
        var config = Parse("o { x = 1 }").WithFallback(Parse("o { x = 2, y { z = 2 } }")).GetConfig("o");
        Assert.Equal(1, config.GetInt("x"));
        Assert.Equal(2, config.GetInt("y.z"));
        Assert.Equal(2, config.GetConfig("y").GetInt("z"));
        Assert.True(config.GetConfig("none").IsEmpty);
    }

    [Fact]
    public void A_value_that_is_no_object_hides_the_objects_behind_it()
    {
        var config = Parse("o = null").WithFallback(Parse("o { x = 1 }"));
        Assert.False(config.HasPath("o.x"));
        Assert.True(config.GetConfig("o").IsEmpty);
        Assert.True(Parse("p.o = 1").WithFallback(Parse("p { o { x = 1 } }")).GetConfig("p.o.x").IsEmpty);
    }

    [Fact]
    public void An_empty_configuration_changes_nothing()
    {
        var config = Parse("a = 1");
        Assert.Same(config, config.WithFallback(Config.Empty));
        Assert.Same(config, config.WithFallback(null));
        Assert.Same(config, Config.Empty.WithFallback(config));
        Assert.True(ConfigurationFactory.Empty.IsEmpty);
    }

    [Fact]
    public void The_layers_themselves_stay_as_they_were()
    {
        var upper = Parse("a = 1");
        var lower = Parse("b = 2");
        _ = upper.WithFallback(lower);
        Assert.Null(upper.Fallback);
        Assert.False(upper.HasPath("b"));
        Assert.Equal(2, new Config(upper, lower).GetInt("b"));
    }

    [Fact]
    public void A_configuration_cannot_be_its_own_fallback()
    {
        var config = Parse("a = 1");
        Assert.Throws<ArgumentException>(() => config.WithFallback(config));
    }

    [Fact]
    public void Objects_merge_key_by_key()
    {
        var lower = Parse("o { x = 1, deep { a = 1 } }, s = 1").Root.GetObject()!;
        lower.Merge(Parse("o { deep { b = 2 } }, s = 2").Root.GetObject()!);
        Assert.Equal("1", lower.GetKey("o")!.GetChildObject("x")!.GetString());
        Assert.Equal("1", lower.GetKey("o")!.GetChildObject("deep")!.GetChildObject("a")!.GetString());
        Assert.Equal("2", lower.GetKey("o")!.GetChildObject("deep")!.GetChildObject("b")!.GetString());
        Assert.Equal("2", lower.GetKey("s")!.GetString());
    }

    [Fact]
    public void A_missing_resource_is_an_error_with_its_name() =>
        Assert.Contains("no.conf", Assert.Throws<ConfigurationException>(() => ConfigurationFactory.FromResource("no.conf", typeof(Config).Assembly)).Message, StringComparison.Ordinal);
}
