using FsCheck;
using FsCheck.Fluent;
using Router.Contracts;

namespace Actors.Backbone.Tests;

public sealed class WaitingQueriesTests
{
    [Fact]
    public void Nothing_waiting_gives_an_empty_batch() => Assert.Empty(new WaitingQueries(4, 0.25).TakeBatch(Queries.Start));

    [Theory]
    [InlineData(3, 3, 0)]
    [InlineData(4, 4, 0)]
    [InlineData(5, 4, 1)]
    public void A_batch_is_at_most_as_large_as_allowed(int waiting, int taken, int left)
    {
        var queries = Waiting(4, 0.25, Enumerable.Repeat(7, waiting));
        Assert.Equal(taken, queries.TakeBatch(Queries.Start).Count);
        Assert.Equal(left, queries.Count);
    }

    [Fact]
    public void Queries_of_very_different_length_do_not_share_a_batch()
    {
        var queries = Waiting(8, 0.25, [4, 40, 5, 41]);
        Assert.Equal([4, 5], Lengths(queries.TakeBatch(Queries.Start)));
        Assert.Equal([40, 41], Lengths(queries.TakeBatch(Queries.Start)));
    }

    [Theory]
    [InlineData(0.24, 1)]
    [InlineData(0.26, 2)]
    public void The_share_of_padding_is_bounded(double maxPadding, int expected)
    {
        // 5 and 10 tokens: 15 of 20 cells are used, a quarter is padding.
        var queries = Waiting(8, maxPadding, [5, 10]);
        Assert.Equal(expected, queries.TakeBatch(Queries.Start).Count);
    }

    [Fact]
    public void The_most_urgent_query_leads_the_batch()
    {
        var queries = new WaitingQueries(1, 0.25);
        queries.Add(new Encode(Queries.Of(5), ActorRefs.Nobody));
        var urgent = new Encode(Queries.Of(50, QueryPriority.High), ActorRefs.Nobody);
        queries.Add(urgent);
        Assert.Same(urgent, Assert.Single(queries.TakeBatch(Queries.Start)));
    }

    [Fact]
    public void Queries_of_one_length_run_in_the_order_they_came()
    {
        var queries = new WaitingQueries(2, 0.25);
        Encode[] sent = [.. Enumerable.Range(0, 6).Select(_ => new Encode(Queries.Of(5), ActorRefs.Nobody))];
        foreach (var encode in sent) queries.Add(encode);
        Assert.Equal<IEnumerable<Encode>>(sent, [.. queries.TakeBatch(Queries.Start), .. queries.TakeBatch(Queries.Start), .. queries.TakeBatch(Queries.Start)]);
    }

    [Fact]
    public void A_query_is_overdue_from_its_deadline_on()
    {
        var queries = new WaitingQueries(8, 0.25);
        var encode = new Encode(Queries.Of(5, deadline: Queries.Start.AddSeconds(1)), ActorRefs.Nobody);
        queries.Add(encode);
        Assert.Empty(queries.TakeOverdue(Queries.Start.AddSeconds(1).AddTicks(-1)));
        Assert.Same(encode, Assert.Single(queries.TakeOverdue(Queries.Start.AddSeconds(1))));
        Assert.Equal(0, queries.Count);
    }

    [Fact]
    public void Every_query_comes_out_exactly_once_and_batches_keep_their_bounds() =>
        Check.QuickThrowOnFailure(Prop.ForAll<NonNull<PositiveInt[]>, PositiveInt>((lengths, size) =>
        {
            var maxSize = (size.Get % 8) + 1;
            int[] sent = [.. lengths.Get.Select(length => (length.Get % 60) + 2)];
            var queries = Waiting(maxSize, 0.25, sent);
            var out_ = new List<int>();
            while (queries.Count > 0)
            {
                var batch = Lengths(queries.TakeBatch(Queries.Start));
                Assert.InRange(batch.Count, 1, maxSize);
                Assert.True(1 - ((double)batch.Sum() / (batch.Max() * batch.Count)) <= 0.25);
                out_.AddRange(batch);
            }
            Assert.Equal(sent.Order(), out_.Order());
        }));

    private static WaitingQueries Waiting(int maxBatchSize, double maxPadding, IEnumerable<int> lengths)
    {
        var queries = new WaitingQueries(maxBatchSize, maxPadding);
        foreach (var length in lengths) queries.Add(new Encode(Queries.Of(length), ActorRefs.Nobody));
        return queries;
    }

    private static List<int> Lengths(IReadOnlyList<Encode> batch) => [.. batch.Select(encode => encode.Query.Text.Tokens.Length)];
}
