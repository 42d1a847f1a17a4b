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
}
