using Router.Contracts;
using Router.Tools.Cli;

namespace Router.Tools.Tests.Cli;

public sealed class ClusterTableTests
{
    [Fact]
    public void A_device_is_shown_with_its_queue() =>
        Assert.Equal("bge-en 2.0.0 on cpu: 3", ClusterTable.Describe(new DeviceReport("bge-en 2.0.0", "cpu", Queries: 3, Tokens: 40)));
}
