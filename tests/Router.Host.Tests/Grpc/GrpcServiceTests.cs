using Router.Contracts.Protocol;
using Router.Host.Grpc;

namespace Router.Host.Tests.Grpc;

/// <summary>Handlers that do not fit the service's description are found when the server is put together.</summary>
public sealed class GrpcServiceTests
{
    private readonly GrpcService _service = new(RouterReflection.Descriptor.Services.Single(service => service.Name == "Router"));

    [Fact]
    public void A_method_that_the_service_lacks_cannot_have_a_handler() => Assert.Throws<ArgumentException>(
        () => _service.Unary<RouteRequest, RouteDecision>("Rout", (_, _) => Task.FromResult(new RouteDecision())));

    [Fact]
    public void A_handler_takes_and_gives_what_its_method_does() => Assert.Throws<ArgumentException>(
        () => _service.Unary<RouteRequest, Slot>("Route", (_, _) => Task.FromResult(new Slot())));

    [Fact]
    public void A_handler_streams_where_its_method_does() => Assert.Throws<ArgumentException>(
        () => _service.Duplex<RouteRequest, RouteDecision>("Route", (_, _, _) => Task.FromResult(GrpcStatus.Ok)));

    [Fact]
    public void A_method_has_one_handler()
    {
        _service.Unary<RouteRequest, RouteDecision>("Route", (_, _) => Task.FromResult(new RouteDecision()));
        Assert.Throws<ArgumentException>(
            () => _service.Unary<RouteRequest, RouteDecision>("Route", (_, _) => Task.FromResult(new RouteDecision())));
    }
}
