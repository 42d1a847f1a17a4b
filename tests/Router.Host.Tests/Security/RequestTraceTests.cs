using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Router.Contracts.Protocol;
using Router.Host.Http;
using Router.Host.Tests.Sessions;

namespace Router.Host.Tests.Security;

/// <summary>The ids of requests, at all doors.</summary>
[Collection(RouterCollection.Name)]
public sealed class RequestTraceTests(RouterFixture router)
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Parent = "00f067aa0ba902b7";
    private const string Header = "traceresponse";

    public static TheoryData<string> Valid => new()
    {
        $"00-{Trace}-{Parent}-00",
        $"00-{Trace}-{Parent}-01",
        $"00-{Trace}-{Parent}-ff",
        $"01-{Trace}-{Parent}-01",
        $"01-{Trace}-{Parent}-01-of a later version",
        $"fe-{Trace}-{Parent}-01-{new string('x', 10_000)}",
    };

    public static TheoryData<string> Invalid => new()
    {
        "",
        " ",
        $"ff-{Trace}-{Parent}-01",
        $"0-{Trace}-{Parent}-01",
        $"0x-{Trace}-{Parent}-01",
        $"00-{Trace}-{Parent}-01-more",
        $"00-{Trace}-{Parent}-0",
        $"00-{Trace}-{Parent}",
        $"00-{Trace}0-{Parent}-01",
        $"00-{Trace[1..]}-{Parent}-01",
        $"01-{Trace}-{Parent}-01x",
        $"00-{new string('0', 32)}-{Parent}-01",
        $"00-{Trace}-{new string('0', 16)}-01",
        $"00-{Trace.ToUpperInvariant()}-{Parent}-01",
        $"00-{Trace[1..]}g-{Parent}-01",
        $"00-{Trace[1..]}\t-{Parent}-01",
        $"00-{Trace}-{Parent}-01,00-{Trace}-{Parent}-01",
        $"00_{Trace}_{Parent}_01",
        $"|{Trace}.{Parent}.",
        new string('4', 55),
        new string('x', 10_000),
    };

    [Theory]
    [MemberData(nameof(Valid))]
    public async Task The_trace_of_the_client_is_the_requests(string traceparent)
    {
        foreach (var answer in await AskAtAllDoorsAsync(traceparent)) Assert.Matches($"^00-{Trace}-(?!{Parent})[0-9a-f]{{16}}-00$", answer);
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public async Task What_is_no_trace_gets_a_new_one(string traceparent)
    {
        foreach (var answer in await AskAtAllDoorsAsync(traceparent)) Assert.Matches($"^00-(?!{Trace}|0{{32}})[0-9a-f]{{32}}-(?!0{{16}})[0-9a-f]{{16}}-00$", answer);
    }

    [Fact]
    public async Task Requests_without_a_trace_have_each_their_own()
    {
        var answers = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 20; i++) answers.Add(TraceOf(await AskHttpAsync(traceparent: null)));

        Assert.Equal(20, answers.Count);
    }

    [Theory]
    [InlineData("traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\u001b[31m")]
    [InlineData("traceparent: \u007f\u009b\u0001")]
    [InlineData("traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\ntraceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")]
    [InlineData("traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0①")]
    public async Task Nothing_of_a_hostile_header_comes_back(string header)
    {
        var answer = await SendRawAsync($"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{header}\r\n\r\n");

        Assert.Matches("^HTTP/1.1 (200|400) ", answer);
        Assert.DoesNotContain(Trace, answer, StringComparison.Ordinal);
        Assert.DoesNotContain(answer, character => char.IsControl(character) && character is not ('\r' or '\n'));
    }

    [Fact]
    public async Task State_and_baggage_of_a_client_do_not_come_back()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/healthz");
        request.Headers.TryAddWithoutValidation("traceparent", $"00-{Trace}-{Parent}-01");
        request.Headers.TryAddWithoutValidation("tracestate", "vendor=zanzibar");
        request.Headers.TryAddWithoutValidation("baggage", "user=zanzibar");
        using var response = await router.Client.SendAsync(request);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.DoesNotContain("zanzibar", $"{response.Headers}{await response.Content.ReadAsStringAsync()}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/nothing", 404)]
    [InlineData("/v1/route", 405)]
    [InlineData("/v1/cluster", 404)]
    [InlineData("/v1/stream", 426)]
    public async Task Problems_name_the_request(string path, int status)
    {
        using var response = await router.Client.GetAsync(path);
        var problem = await HttpCalls.ReadJsonAsync(response);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(TraceOf(Assert.Single(response.Headers.GetValues(Header))), problem.GetProperty("traceId").GetString());
    }

    [Fact]
    public async Task Lines_about_a_grpc_call_bear_its_id()
    {
        using var log = new ScopedLog();
        await using var failing = await TestRouter.StartAsync((_, _) => throw new InvalidOperationException("broken"), services: OpenDoors.Services(loggers: log.Factory));
        var headers = new Metadata { { "traceparent", $"00-{Trace}-{Parent}-01" } };

        var error = await Assert.ThrowsAsync<RpcException>(async () => await failing.Client.RouteAsync(new RouteRequest { Text = "a" }, headers));

        Assert.Equal(Trace, TraceOf(error.Trailers.GetValue(Header)!));
        Assert.Equal(Trace, Assert.Single(log.Lines, line => line.Message.Contains("/router.v1.Router/Route failed", StringComparison.Ordinal)).TraceId);
    }

    [Fact]
    public async Task Lines_about_an_http_request_bear_its_id()
    {
        using var log = new ScopedLog();
        var services = OpenDoors.Services(loggers: log.Factory);
        var builder = HttpPipeline.CreateBuilder(OpenDoors.Listener("router.http"), services, _ => { });
        await using var application = builder.Build();
        HttpPipeline.Begin(application, [], services);
        application.MapGet("/fail", (HttpContext _) => throw new InvalidOperationException("broken"));
        await application.StartAsync();
        using var client = new HttpClient { BaseAddress = Host.Listeners.Listener.AddressOf(application) };
        client.DefaultRequestHeaders.Add("traceparent", $"00-{Trace}-{Parent}-01");
        using var response = await client.GetAsync("/fail");

        Assert.Equal(Trace, TraceOf(Assert.Single(response.Headers.GetValues(Header))));
        var line = Assert.Single(log.Lines, line => line.Category.EndsWith(nameof(ProblemMiddleware), StringComparison.Ordinal));
        Assert.Equal((Trace, $"Request {Trace} failed"), (line.TraceId, line.Message));
        await application.StopAsync();
    }

    /// <summary>What each door answers: HTTP, the opening of a WebSocket, a gRPC call that succeeds, one that fails, and a gRPC session.</summary>
    private async Task<string[]> AskAtAllDoorsAsync(string traceparent)
    {
        using var channel = GrpcChannel.ForAddress(router.Server.GrpcAddress!);
        var client = new Contracts.Protocol.Router.RouterClient(channel);
        // The client library refuses some of these; others are not sent as they are.
        if (traceparent.Contains('\t', StringComparison.Ordinal)) return [await AskHttpAsync(traceparent)];
        var headers = new Metadata { { "traceparent", traceparent } };
        var failed = await Assert.ThrowsAsync<RpcException>(async () => await client.RouteAsync(new RouteRequest { Text = " " }, headers));
        using var call = client.RouteAsync(new RouteRequest { Text = "stop" }, headers);
        using var session = client.Stream(headers);
        await session.RequestStream.WriteAsync(new SessionEvent { Start = new SessionStart() });
        return
        [
            await AskHttpAsync(traceparent),
            await AskWebSocketAsync(traceparent),
            (await call.ResponseHeadersAsync).GetValue(Header)!,
            failed.Trailers.GetValue(Header)!,
            (await session.ResponseHeadersAsync).GetValue(Header)!,
        ];
    }

    private async Task<string> AskHttpAsync(string? traceparent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/subsystems");
        if (traceparent is not null) request.Headers.TryAddWithoutValidation("traceparent", traceparent);
        using var response = await router.Client.SendAsync(request);
        Assert.Equal(200, (int)response.StatusCode);
        return Assert.Single(response.Headers.GetValues(Header));
    }

    private async Task<string> AskWebSocketAsync(string traceparent)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("traceparent", traceparent);
        await socket.ConnectAsync(SessionClient.AddressOf(router.Server.Address), CancellationToken.None);
        return Assert.Single(socket.HttpResponseHeaders![Header]);
    }

    private async Task<string> SendRawAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", router.Server.Address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }

    private static string TraceOf(string traceresponse) => traceresponse.Split('-') is ["00", { Length: 32 } trace, { Length: 16 }, "00"] ? trace : "none";
}
