using Router.Security.Tests.Wire;

namespace Router.Security.Tests.Http;

/// <summary>Requests that name another server than this one, or hide which path they mean.</summary>
[Collection(AttackedCollection.Name)]
public sealed class TargetTests(AttackedServer server)
{
    [Theory]
    [InlineData("Host: localhost", "200")]
    [InlineData("Host: 127.0.0.1:1", "200")]
    [InlineData("Host: evil.example", "400")]
    [InlineData("Host: localhost\r\nHost: evil.example", "400")]
    [InlineData("Host: localhost, evil.example", "400")]
    [InlineData("X: y", "400")]
    [InlineData("Host: localhost@evil.example", "400")]
    [InlineData("Host: evil.example#localhost", "400")]
    [InlineData("Host: evil.example/localhost", "400")]
    [InlineData("Host: localhost:80:80", "400")]
    [InlineData("Host: localhost:port", "400")]
    [InlineData("Host: local host", "400")]
    [InlineData("Host: [::1", "400")]
    [InlineData("Host: 127.0.0.1.evil.example", "400")]
    [InlineData("Host: localhost.evil.example", "400")]
    [InlineData("Host: evil.example\r\nX-Forwarded-Host: localhost", "400")]
    [InlineData("Host: localhost\r\nX-Forwarded-Host: evil.example", "200")]
    [InlineData("Host: localhost\r\nX-Original-URL: /hidden\r\nX-Rewrite-URL: /hidden", "200")]
    [InlineData("Host: localhost\r\nX-HTTP-Method-Override: DELETE", "200")]
    public Task A_server_answers_to_its_own_names(string headers, string status) => server.SurvivesAsync(async () =>
        Assert.Equal(status, await RawHttp.SendAsync(server.Http, $"GET /v1/subsystems HTTP/1.1\r\n{headers}\r\nConnection: close\r\n\r\n")));

    [Theory]
    [InlineData("GET http://localhost/v1/subsystems", "localhost", "200")]
    [InlineData("GET http://evil.example/v1/subsystems", "localhost", "400")]
    [InlineData("GET http://localhost/v1/subsystems", "evil.example", "400")]
    [InlineData("GET http://evil.example/v1/subsystems", "evil.example", "400")]
    [InlineData("GET http://localhost@evil.example/v1/subsystems", "localhost", "400")]
    [InlineData("GET //evil.example/v1/subsystems", "localhost", "404")]
    [InlineData("GET /nothing/../v1/subsystems", "localhost", "200")]
    [InlineData("GET /nothing/%2e%2e/v1/subsystems", "localhost", "200")]
    [InlineData("GET /../../../etc/passwd", "localhost", "404")]
    [InlineData("GET /v1%2fsubsystems", "localhost", "404")]
    [InlineData("GET /v1/subsystems%00.json", "localhost", "400")]
    [InlineData("GET /v1\\subsystems", "localhost", "404")]
    [InlineData("GET /%c0%af", "localhost", "404")]
    [InlineData("GET v1/subsystems", "localhost", "400")]
    [InlineData("GET *", "localhost", "405")]
    [InlineData("OPTIONS *", "localhost", "404")]
    [InlineData("CONNECT evil.example:80", "evil.example:80", "404")]
    [InlineData("TRACE /v1/subsystems", "localhost", "405")]
    [InlineData("get /v1/subsystems", "localhost", "200")]
    public Task A_target_means_one_path_of_this_server(string target, string host, string status) => server.SurvivesAsync(async () =>
        Assert.Equal(status, await RawHttp.SendAsync(server.Http, $"{target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")));

    [Theory]
    [InlineData("Sec-WebSocket-Version: 12", "426")]
    [InlineData("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short", "426")]
    [InlineData("Sec-WebSocket-Version: 13", "426")]
    [InlineData("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhl IHNh bXBs ZSBu b25j ZQ==", "400")]
    [InlineData("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: http://evil.example", "403")]
    [InlineData("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: http://localhost.evil.example", "403")]
    public Task A_session_is_opened_by_the_protocol_and_for_pages_of_this_server(string headers, string status) => server.SurvivesAsync(async () =>
        Assert.StartsWith(status, await RawHttp.SendAsync(
            server.Http, $"GET /v1/stream HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n{headers}\r\n\r\n{RawHttp.Last}"), StringComparison.Ordinal));
}
