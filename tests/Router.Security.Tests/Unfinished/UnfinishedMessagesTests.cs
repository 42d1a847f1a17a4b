using System.Buffers.Binary;
using System.Net;
using Google.Protobuf;
using Router.Contracts.Protocol;
using Router.Host.Listeners;
using Router.Host.Security;
using Router.Host.Tests;

namespace Router.Security.Tests.Unfinished;

/// <summary>gRPC calls whose client does not finish what it sends.</summary>
public sealed class UnfinishedMessagesTests : IAsyncDisposable
{
    private const string Deadline = "4";
    private const string Exhausted = "8";
    private readonly ArmedClock _time = new();
    private readonly HttpClient _http = new();
    private readonly SemaphoreSlim _written = new(0);
    private TestRouter? _router;
    private ListenerServices? _services;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_router is not null) await _router.DisposeAsync();
        _written.Dispose();
    }

    [Theory]
    [InlineData("Route", 0)]
    [InlineData("Route", 3)]
    [InlineData("Route", 100)]
    [InlineData("Route", int.MaxValue)]
    [InlineData("Stream", 0)]
    [InlineData("Stream", 3)]
    [InlineData("Stream", 100)]
    public async Task A_call_whose_first_message_does_not_come_ends_at_the_deadline(string method, int bytes)
    {
        await StartAsync();
        using var body = new SlowBody();
        var call = CallAsync(method, body);
        var message = Message(200);
        await body.SendAsync(message[..Math.Min(bytes, message.Length)]);

        using var response = await _time.RunAsync(call, OpenDoors.Intake.Timeout);

        Assert.Equal(Deadline, await StatusAsync(response));
        Assert.Equal(0, _services!.Intake.Bytes.Held);
    }

    [Fact]
    public async Task A_session_may_be_silent_between_messages_but_not_within_one()
    {
        await StartAsync();
        using var body = new SlowBody();
        var sending = CallAsync("Stream", body);
        await body.SendAsync(Message(10));
        using var response = await sending;
        var updates = await response.Content.ReadAsStreamAsync();
        await updates.ReadExactlyAsync(new byte[5]);
        // The client may have it before the server knows that it went out, which must not take an hour.
        await _written.WaitAsync();

        _time.Advance(TimeSpan.FromHours(1));
        await body.SendAsync(Message(10));
        await updates.ReadExactlyAsync(new byte[5]);
        _time.Forget();
        await body.SendAsync(Message(10)[..6]);

        // Once: the clock must not run on while the answer is on its way, which has to be taken in time as well.
        await _time.ArmedAsync();
        _time.Advance(OpenDoors.Intake.Timeout);
        Assert.Equal(0, await updates.ReadAsync(new byte[5]));
        Assert.Equal(Deadline, response.TrailingHeaders.GetValues("grpc-status").Single());
    }

    [Theory]
    [InlineData("Route")]
    [InlineData("Stream")]
    public async Task Unfinished_calls_hold_no_more_than_the_budget_of_their_connection(string method)
    {
        // 4 MiB hold thirteen of them.
        const int Calls = 40;
        await StartAsync();
        var bodies = Enumerable.Range(0, Calls).Select(_ => new SlowBody()).ToArray();
        var calls = bodies.Select(body => CallAsync(method, body)).ToArray();
        foreach (var (call, body) in calls.Zip(bodies)) await Task.WhenAny(call, body.SendAsync(Message(400_000)[..300_000]));
        var refused = 0;
        await foreach (var _ in Task.WhenEach(calls))
        {
            Assert.InRange(_services!.Intake.Bytes.Held, 0, 4 * 1024 * 1024);
            if (++refused == Calls - 13) break;
        }

        foreach (var (call, body) in calls.Zip(bodies)) await Task.WhenAny(call, body.FinishAsync(Message(400_000)[300_000..]));
        var statuses = await Task.WhenAll(calls.Select(async call => await StatusAsync(await call)));

        // Which of two that come at the same moment is refused is open, and both may be.
        Assert.InRange(statuses.Count(status => status == "0"), 1, 13);
        Assert.All(statuses, status => Assert.Contains(status, new[] { "0", Exhausted }));
        Assert.Equal(0, _services!.Intake.Bytes.Held);
    }

    private async Task StartAsync()
    {
        _services = OpenDoors.Services(time: _time);
        _router = await TestRouter.StartAsync(
            (_, _) => Task.FromResult(new RouteDecision()),
            async (requests, responses, _) =>
            {
                while (await requests.MoveNext(CancellationToken.None))
                {
                    await responses.WriteAsync(new SessionUpdate());
                    _written.Release();
                }
            },
            services: _services);
    }

    private Task<HttpResponseMessage> CallAsync(string method, SlowBody body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_router!.Address, $"/router.v1.Router/{method}"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body,
        };
        body.Headers.ContentType = new("application/grpc");
        return _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static async Task<string> StatusAsync(HttpResponseMessage response)
    {
        await response.Content.ReadAsByteArrayAsync();
        return (response.Headers.TryGetValues("grpc-status", out var early) ? early : response.TrailingHeaders.GetValues("grpc-status")).Single();
    }

    /// <summary>A message of about so many bytes with its prefix, that any method can read: an unknown field.</summary>
    private static byte[] Message(int bytes)
    {
        var text = new UnknownField(new string('x', bytes)).Bytes;
        var message = new byte[5 + text.Length];
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), text.Length);
        text.CopyTo(message, 5);
        return message;
    }

    private readonly struct UnknownField(string text)
    {
        public byte[] Bytes
        {
            get
            {
                using var stream = new MemoryStream();
                using (var output = new CodedOutputStream(stream, leaveOpen: true))
                {
                    output.WriteTag(100, WireFormat.WireType.LengthDelimited);
                    output.WriteString(text);
                }
                return stream.ToArray();
            }
        }
    }
}
