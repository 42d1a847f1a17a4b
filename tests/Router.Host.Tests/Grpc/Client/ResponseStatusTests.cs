using System.Net;
using System.Net.Http.Headers;
using Router.Host.Grpc;
using Router.Host.Grpc.Client;

namespace Router.Host.Tests.Grpc.Client;

/// <summary>What answers mean that no proper gRPC server gives.</summary>
public sealed class ResponseStatusTests
{
    [Theory]
    [InlineData(400, GrpcStatusCode.Internal)]
    [InlineData(401, GrpcStatusCode.Unauthenticated)]
    [InlineData(403, GrpcStatusCode.PermissionDenied)]
    [InlineData(404, GrpcStatusCode.Unimplemented)]
    [InlineData(429, GrpcStatusCode.Unavailable)]
    [InlineData(502, GrpcStatusCode.Unavailable)]
    [InlineData(503, GrpcStatusCode.Unavailable)]
    [InlineData(504, GrpcStatusCode.Unavailable)]
    [InlineData(302, GrpcStatusCode.Unknown)]
    [InlineData(500, GrpcStatusCode.Unknown)]
    public void An_HTTP_status_has_its_place_among_those_of_gRPC(int http, GrpcStatusCode code)
    {
        using var response = new HttpResponseMessage((HttpStatusCode)http);
        Assert.Equal(code, ResponseStatus.OfHttp(response)!.Value.Code);
    }

    [Theory]
    [InlineData(0, GrpcStatusCode.Unavailable)]
    [InlineData(1, GrpcStatusCode.Internal)]
    [InlineData(2, GrpcStatusCode.Internal)]
    [InlineData(7, GrpcStatusCode.Unavailable)]
    [InlineData(8, GrpcStatusCode.Cancelled)]
    [InlineData(11, GrpcStatusCode.ResourceExhausted)]
    [InlineData(12, GrpcStatusCode.PermissionDenied)]
    [InlineData(99, GrpcStatusCode.Internal)]
    public void A_code_of_HTTP2_has_its_place_among_those_of_gRPC(long code, GrpcStatusCode expected)
    {
        var error = new IOException("the copy broke off", new HttpProtocolException(code, "reset", innerException: null));

        Assert.Equal(expected, ResponseStatus.Of(error, new Uri("http://router:1")).Code);
    }

    [Theory]
    [InlineData("application/grpc", true)]
    [InlineData("application/grpc+proto", true)]
    [InlineData("application/grpc-web", false)]
    [InlineData("text/html", false)]
    public void Another_media_type_is_not_gRPC(string type, bool isGrpc)
    {
        using var response = new HttpResponseMessage { Content = new ByteArrayContent([]) };
        response.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        Assert.Equal(isGrpc, ResponseStatus.OfHttp(response) is null);
    }

    [Theory]
    [InlineData("0", GrpcStatusCode.Ok)]
    [InlineData("14", GrpcStatusCode.Unavailable)]
    [InlineData("17", GrpcStatusCode.Unknown)]
    [InlineData("-1", GrpcStatusCode.Unknown)]
    [InlineData("", GrpcStatusCode.Unknown)]
    public void A_status_that_gRPC_does_not_know_is_unknown(string status, GrpcStatusCode code)
    {
        using var response = new HttpResponseMessage();
        Assert.Null(ResponseStatus.Read(response.Headers));

        response.Headers.TryAddWithoutValidation("grpc-status", status);

        Assert.Equal(code, ResponseStatus.Read(response.Headers)!.Value.Code);
    }
}
