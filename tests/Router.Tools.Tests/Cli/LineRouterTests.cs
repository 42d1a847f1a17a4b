using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Router.Contracts;
using Router.Host;
using Router.Host.Routing;
using Router.Tools.Cli;

namespace Router.Tools.Tests.Cli;

public sealed class LineRouterTests : TestKit
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(20);
    private static readonly RouteRequest Shared = new("") { Timeout = Time };

    private static readonly RoutingLimits Limits = new()
    {
        MaxTextLength = 100,
        MaxInFlight = 100,
        DefaultTimeout = Time,
        MinTimeout = TimeSpan.Zero,
        MaxTimeout = Time,
    };

    [Fact]
    public async Task Answers_that_come_in_another_order_are_written_in_the_order_of_the_lines()
    {
        var ranker = CreateTestProbe();
        using var output = new MemoryStream();
        var writer = new AnswerWriter(output);

        var running = new LineRouter(RouterFor(ranker), concurrency: 3, Shared).RunAsync(
            new MemoryStream("a\nb\nc\n"u8.ToArray()), writer, progress: null, CancellationToken.None);
        var asked = Enumerable.Range(0, 3).Select(_ => (ranker.ExpectMsg<RankQuery>().Query, ranker.LastSender)).ToArray();
        foreach (var (query, sender) in asked.Reverse()) sender.Tell(Decide(query));
        var errors = await running;

        Assert.Equal(0, errors);
        Assert.Equal(["a", "b", "c"], Texts(Encoding.UTF8.GetString(output.ToArray())));
    }

    [Fact]
    public async Task No_more_lines_are_under_way_than_the_window_has_room_for()
    {
        var ranker = CreateTestProbe();
        using var output = new MemoryStream();
        var router = RouterFor(ranker);

        var running = new LineRouter(router, concurrency: 2, Shared).RunAsync(
            new MemoryStream("a\nb\nc\n"u8.ToArray()), new AnswerWriter(output), progress: null, CancellationToken.None);
        var (first, sender) = (ranker.ExpectMsg<RankQuery>().Query, ranker.LastSender);
        var second = ranker.ExpectMsg<RankQuery>().Query;
        var secondSender = ranker.LastSender;
        ranker.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        sender.Tell(Decide(first));
        var third = ranker.ExpectMsg<RankQuery>().Query;
        ranker.LastSender.Tell(Decide(third));
        secondSender.Tell(Decide(second));
        await running;

        Assert.Equal(["a", "b", "c"], Texts(Encoding.UTF8.GetString(output.ToArray())));
    }

    [Fact]
    public async Task An_answer_is_passed_on_before_the_next_line_is_there()
    {
        var ranker = CreateTestProbe();
        var (input, output) = (new Pipe(), new Pipe());

        var running = new LineRouter(RouterFor(ranker), concurrency: 8, Shared).RunAsync(
            input.Reader.AsStream(), new AnswerWriter(output.Writer.AsStream()), progress: null, CancellationToken.None);
        await input.Writer.WriteAsync("a\n"u8.ToArray());
        var query = ranker.ExpectMsg<RankQuery>().Query;
        ranker.Reply(Decide(query));
        using var lines = new StreamReader(output.Reader.AsStream());
        var first = await lines.ReadLineAsync();
        await input.Writer.CompleteAsync();
        await running;

        Assert.Equal(["a"], Texts(first!));
    }

    [Fact]
    public async Task An_output_that_fails_ends_the_reading()
    {
        var ranker = CreateTestProbe();
        var input = new Pipe();
        var closed = new MemoryStream();
        await closed.DisposeAsync();

        var running = new LineRouter(RouterFor(ranker), concurrency: 8, Shared).RunAsync(
            input.Reader.AsStream(), new AnswerWriter(closed), progress: null, CancellationToken.None);
        await input.Writer.WriteAsync("a\n"u8.ToArray());
        ranker.Reply(Decide(ranker.ExpectMsg<RankQuery>().Query));

        await Assert.ThrowsAsync<ObjectDisposedException>(() => running);
    }

    private QueryRouter RouterFor(TestProbe ranker) => new(OneBackbone.Pieces(Tokenize), OneBackbone.At(CreateTestProbe().Ref), [ranker.Ref], Limits, TimeProvider.System);

    private static TokenizedText Tokenize(string text) => new(text, ReadOnlyMemory<Token>.Empty, truncated: false);

    private static RouteDecision Decide(Query query) => new(query.Id) { Text = query.Text.Text, Outcome = DecisionOutcome.OutOfScope };

    private static IEnumerable<string?> Texts(string lines) =>
        lines.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement.GetProperty("text").GetString());
}
