using Grpc.Core;
using Router.Tools.Calls;

namespace Router.Tools.Tests.Calls;

public sealed class StatusNamesTests
{
    [Theory]
    [InlineData(StatusCode.OK, "OK")]
    [InlineData(StatusCode.Cancelled, "CANCELLED")]
    [InlineData(StatusCode.DeadlineExceeded, "DEADLINE_EXCEEDED")]
    [InlineData(StatusCode.ResourceExhausted, "RESOURCE_EXHAUSTED")]
    public void A_status_is_named_as_the_documents_of_gRPC_name_it(StatusCode code, string name) => Assert.Equal(name, StatusNames.Of(code));
}
