using System.Text;
using Router.Security.Tests.Wire;

namespace Router.Security.Tests.Http;

/// <summary>Requests that are many, slow, or never read.</summary>
[Collection(AttackedCollection.Name)]
public sealed class FloodTests(AttackedServer server)
{
    private const string Health = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private const string Post = "POST /v1/route HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

    [Fact]
    public Task Requests_that_are_sent_ahead_are_answered_each() => server.ForgetsAsync(async () =>
    {
        var count = Effort.Times(2_000);

        var answers = await RawHttp.SendAsync(server.Http, string.Concat(Enumerable.Repeat(Health, count)) + RawHttp.Last);

        Assert.Equal(string.Join(' ', Enumerable.Repeat("200", count + 1)), answers);
    });

    [Fact]
    public Task A_client_that_does_not_read_its_answers_is_not_read_from() => server.ForgetsAsync(async () =>
    {
        await using var stream = await RawHttp.ConnectAsync(server.Http);
        var many = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(Health, 1_000)));
        var taken = 0L;
        try
        {
            for (; taken < 200 << 20; taken += many.Length) await stream.WriteAsync(many).AsTask().WaitAsync(AttackedServer.ReceiveTimeout);
        }
        catch (Exception refused) when (refused is IOException or TimeoutException)
        {
            // As it should.
        }

        // What the kernel keeps for both ends of a connection is some MiB.
        Assert.InRange(taken, 1, 30 << 20);
    });

    [Theory]
    [InlineData("GET /healthz", "")]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ", "")]
    [InlineData(Post + "Content-Length: 1000\r\n\r\n", "router.limits.receive-timeout")]
    [InlineData(Post + "Transfer-Encoding: chunked\r\n\r\n3e8\r\n", "router.limits.receive-timeout")]
    public Task A_request_that_comes_drop_by_drop_ends_in_time(string beginning, string said) => server.ForgetsAsync(async () =>
    {
        var answers = await Effort.TogetherAsync(20, () => DripAsync(beginning));

        Assert.All(answers, answer =>
        {
            Assert.Equal("408", RawHttp.Statuses(answer));
            Assert.Contains("Connection: close\r\n", answer, StringComparison.Ordinal);
            Assert.Contains(said, answer, StringComparison.Ordinal);
        });
    });

    /// <summary>Sends a byte ten times a second until the server has had enough.</summary>
    private async Task<string> DripAsync(string beginning)
    {
        await using var stream = await RawHttp.ConnectAsync(server.Http);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(beginning));
        var reading = RawHttp.ReadAsync(stream);
        using var drops = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!reading.IsCompleted)
        {
            await drops.WaitForNextTickAsync();
            try
            {
                await stream.WriteAsync("x"u8.ToArray());
            }
            catch (IOException)
            {
                break;
            }
        }
        return await reading;
    }
}
