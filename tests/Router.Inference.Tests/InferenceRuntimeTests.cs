using Router.Inference.Tests.Support;

namespace Router.Inference.Tests;

public sealed class InferenceRuntimeTests
{
    [Fact]
    public void It_is_one_for_the_process()
    {
        Assert.Same(TestRuntime.Instance, InferenceRuntime.Start(TestRuntime.Options with { }));
        Assert.StartsWith("1.31.", TestRuntime.Instance.Version);
    }

    [Fact]
    public void Starting_it_again_with_other_options_is_an_error()
    {
        _ = TestRuntime.Instance;
        Assert.Throws<InvalidOperationException>(() => InferenceRuntime.Start(TestRuntime.Options with { IntraOpThreads = 1 }));
    }

    [Theory]
    [InlineData(0, 1, 0, "IntraOpThreads: found 0; allowed: 1 to 256")]
    [InlineData(257, 1, 0, "IntraOpThreads: found 257; allowed: 1 to 256")]
    [InlineData(1, 0, 0, "InterOpThreads: found 0; allowed: 1 to 256")]
    [InlineData(1, 257, 0, "InterOpThreads: found 257; allowed: 1 to 256")]
    [InlineData(1, 1, -1, "MaxPooledBytes: found -1; allowed: 0 to 1099511627776")]
    [InlineData(1, 1, 1099511627777, "MaxPooledBytes: found 1099511627777; allowed: 0 to 1099511627776")]
    public void Options_out_of_range_are_refused(int intra, int inter, long pooled, string expected)
    {
        var options = TestRuntime.Options with { IntraOpThreads = intra, InterOpThreads = inter, MaxPooledBytes = pooled };
        Assert.Equal(expected, Assert.Throws<ConfigurationError>(() => InferenceRuntime.Start(options)).Message);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(256, 1099511627776)]
    public void The_bounds_themselves_are_allowed(int threads, long pooled) =>
        (TestRuntime.Options with { IntraOpThreads = threads, InterOpThreads = threads, MaxPooledBytes = pooled }).Validate();
}
