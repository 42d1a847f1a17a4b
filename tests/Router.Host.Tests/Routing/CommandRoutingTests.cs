using Router.Contracts;
using Router.Host.Routing;
using Router.Language.Cutting;
using Router.Language.Tests.Cutting;
using Router.Testing;

namespace Router.Host.Tests.Routing;

public sealed class CommandRoutingTests
{
    private const string Text = " lights off and wake me at seven ";

    private static readonly CuttingSettings Settings = new()
    {
        Version = "1.0.0",
        Package = "",
        MaxParts = 4,
        MinWords = 2,
        MinProbability = 0.5,
        MaxAlternatives = 2,
    };

    private static readonly CutModel Always = new(5, new double[CutFeatures.Names.Length]);

    private readonly List<Query> _asked = [];

    [Theory]
    [InlineData("wake me at seven", 100, 0)]
    [InlineData(Text, 100, 1)]
    [InlineData("lights off and wake me and play jazz and stop it and call tom", 100, 3)]
    [InlineData("lights off and wake me and play jazz and stop it and call tom", 10, 3)]
    [InlineData("lights off and wake me and play jazz and stop it and call tom", 9, 2)]
    [InlineData("lights off and wake me and play jazz and stop it and call tom", 3, 1)]
    [InlineData("lights off and wake me and play jazz and stop it and call tom", 2, 0)]
    [InlineData("lights off and wake me and play jazz and stop it and call tom", 1, 0)]
    public void A_text_has_places_to_be_cut_as_far_as_settings_and_room_allow(string text, int maxQueries, int expected) =>
        Assert.Equal(expected, Routing(maxQueries).PlacesIn(Texts.Tokenize(text)).Count);

    [Fact]
    public async Task The_tokens_of_the_parts_are_those_of_the_whole()
    {
        await RouteAsync(Text, Routed);
        Assert.All(_asked, query => Assert.Equal(Texts.Tokenize(query.Text.Text).Tokens.ToArray(), query.Text.Tokens.ToArray()));
    }

    [Fact]
    public async Task A_part_whose_tokens_are_not_all_among_the_wholes_is_tokenised()
    {
        var cutOff = Texts.Tokenize(Text);
        var query = QueryOf(new TokenizedText(Text, cutOff.Tokens, truncated: true) { Route = OneBackbone.Route });
        var tokenized = new List<string>();
        var routing = new CommandRouting(
            Settings, Always,
            OneBackbone.Pieces(text =>
            {
                tokenized.Add(text);
                return Texts.Tokenize(text);
            }),
            maxQueries: 100);

        await routing.RouteAsync(query, routing.PlacesIn(cutOff), part => Task.FromResult<RouteResult>(Routed(part)));

        Assert.Equal(["wake me at seven "], tokenized);
    }

    [Fact]
    public async Task The_whole_and_its_parts_have_ids_of_their_own_and_share_deadline_and_priority()
    {
        await RouteAsync(Text, Routed);

        Assert.Equal([Text, " lights off", "wake me at seven "], _asked.Select(query => query.Text.Text));
        Assert.Equal(3, _asked.Select(query => query.Id).Distinct().Count());
        Assert.All(_asked, query => Assert.Equal((_asked[0].AcceptedAt, _asked[0].Deadline, QueryPriority.High), (query.AcceptedAt, query.Deadline, query.Priority)));
    }

    [Fact]
    public async Task A_cut_text_is_answered_with_its_parts_and_their_slots_at_their_place_in_the_whole_text()
    {
        var decision = await RouteAsync(Text, Routed);

        Assert.Equal((DecisionOutcome.Multiple, null, null), (decision.Outcome, decision.Subsystem, decision.Intent));
        Assert.Equal((_asked[0].Id, Text), (decision.QueryId, decision.Text));
        Assert.Empty(decision.Slots);
        Assert.Equal(["lights off", "wake me at seven"], decision.Parts.Select(part => part.Text));
        Assert.All(decision.Parts, part => Assert.Equal(part.Text, Text[part.Start..part.End]));
        Assert.All(decision.Parts, part => Assert.Equal(Text[part.Slots[0].Start..part.Slots[0].End], part.Slots[0].Text));
        Assert.Equal(0.8, decision.Score);
        Assert.Equal(new DecisionTimings(1, 2, 3, 4, 9), decision.Timings);
    }

    [Fact]
    public async Task The_whole_texts_readings_are_the_alternatives_as_many_as_are_allowed()
    {
        var decision = await RouteAsync(Text, query => Routed(query) with
        {
            Alternatives = [new Alternative("b", "b_do", 0.2, []), new Alternative("c", "c_do", 0.1, [])],
        });
        Assert.Equal(["whole", "b"], decision.Alternatives.Select(alternative => alternative.Subsystem));
    }

    [Fact]
    public async Task What_a_part_lacks_the_decision_lacks()
    {
        var decision = await RouteAsync(Text, query => query.Text.Text.StartsWith("wake", StringComparison.Ordinal)
            ? Routed(query) with { Partial = true, Missing = ["iot"], Truncated = true }
            : Routed(query));
        Assert.Equal((true, true), (decision.Partial, decision.Truncated));
        Assert.Equal(["iot"], decision.Missing);
    }

    [Fact]
    public async Task Who_was_asked_for_no_part_was_not_asked()
    {
        var decision = await RouteAsync(Text, query => Routed(query) with
        {
            Skipped = query.Text.Text.StartsWith("wake", StringComparison.Ordinal) ? ["iot", "music", "weather"] : ["alarm", "iot", "weather"],
        });
        Assert.Equal(DecisionOutcome.Multiple, decision.Outcome);
        Assert.Equal(["iot", "weather"], decision.Skipped);
    }

    [Theory]
    [InlineData(RefusalReason.QueueFull)]
    [InlineData(RefusalReason.DeadlineExceeded)]
    [InlineData(RefusalReason.SubsystemsUnavailable)]
    public async Task A_part_that_is_refused_leaves_the_answer_on_the_whole(RefusalReason reason)
    {
        var decision = await RouteAsync(Text, query => query.Text.Text == Text ? Routed(query) : new RouteRefused(query.Id, reason));
        Assert.Equal((DecisionOutcome.Routed, "whole"), (decision.Outcome, decision.Subsystem));
    }

    [Fact]
    public async Task A_whole_that_is_refused_is_refused_whatever_its_parts_are()
    {
        var result = await RouteAnyAsync(
            Text, query => query.Text.Text == Text ? new RouteRefused(query.Id, RefusalReason.QueueFull) : Routed(query));
        Assert.Equal(new RouteRefused(_asked[0].Id, RefusalReason.QueueFull), result);
    }

    private async Task<RouteDecision> RouteAsync(string text, Func<Query, RouteResult> answer) =>
        Assert.IsType<RouteDecision>(await RouteAnyAsync(text, answer));

    private Task<RouteResult> RouteAnyAsync(string text, Func<Query, RouteResult> answer)
    {
        var (routing, query) = (Routing(maxQueries: 100), QueryOf(OneBackbone.Pieces(Texts.Tokenize).Read(text)));
        return routing.RouteAsync(query, routing.PlacesIn(query.Text), part =>
        {
            _asked.Add(part);
            return Task.FromResult(answer(part));
        });
    }

    private static CommandRouting Routing(int maxQueries) =>
        new(Settings, Always, OneBackbone.Pieces(text => throw new InvalidOperationException($"'{text}' is tokenised again")), maxQueries);

    private static Query QueryOf(TokenizedText text)
    {
        var accepted = DateTimeOffset.UnixEpoch;
        return new Query(Guid.CreateVersion7(accepted), text, QueryPriority.High, accepted, accepted.AddSeconds(1));
    }

    private static RouteDecision Routed(Query query)
    {
        var text = query.Text.Text;
        var isWhole = text == Text;
        var word = text.Trim().Split(' ')[^1];
        var start = text.IndexOf(word, StringComparison.Ordinal);
        return new RouteDecision(query.Id)
        {
            Text = text,
            Outcome = DecisionOutcome.Routed,
            Subsystem = isWhole ? "whole" : "part",
            Intent = "do",
            Slots = [new Slot("word", start, start + word.Length, word, 1)],
            Score = text.StartsWith("wake", StringComparison.Ordinal) ? 0.8 : 0.9,
            Timings = isWhole ? new DecisionTimings(1, 1, 1, 1, 5) : new DecisionTimings(0, 2, 3, 4, 9),
        };
    }
}
