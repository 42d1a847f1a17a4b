using Grpc.Core;
using Router.Tools.Calls;
using Status = Grpc.Core.Status;

namespace Router.Tools.Tests.Calls;

public sealed class CallStatusTests
{
    [Theory]
    [InlineData(StatusCode.OK, "OK")]
    [InlineData(StatusCode.Cancelled, "CANCELLED")]
    [InlineData(StatusCode.DeadlineExceeded, "DEADLINE_EXCEEDED")]
    [InlineData(StatusCode.ResourceExhausted, "RESOURCE_EXHAUSTED")]
    public void A_status_is_named_as_the_documents_of_gRPC_name_it(StatusCode code, string name) => Assert.Equal(name, CallStatus.NameOf(code));

    [Fact]
    public void What_the_server_said_is_told_as_it_is() =>
        Assert.Equal("text: is empty", CallStatus.DetailOf(new Status(StatusCode.InvalidArgument, "text: is empty"), "host:1"));

    [Fact]
    public void A_server_that_is_not_there_is_named_with_the_cause()
    {
        var cause = new HttpRequestException("failed", new IOException("Connection refused"));
        Assert.Equal("host:1: Connection refused", CallStatus.DetailOf(new Status(StatusCode.Unavailable, "failed", cause), "host:1"));
    }
}
