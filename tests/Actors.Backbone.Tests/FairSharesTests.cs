using FsCheck;
using FsCheck.Fluent;
using Router.Contracts;

namespace Actors.Backbone.Tests;

/// <summary>Whose queries a device takes when several callers have more than it can do.</summary>
public sealed class FairSharesTests
{
    private const int MaxBatch = 8;

    [Theory]
    [InlineData(1)]
    [InlineData(500)]
    public void A_callers_query_does_not_wait_for_anothers_hundreds(int flood)
    {
        var queries = new WaitingQueries(MaxBatch, 0.25);
        for (var i = 0; i < flood; i++) queries.Add(Of("flood", 20));
        queries.TakeBatch(Queries.Start);
        queries.Add(Of("quiet", 5));

        Assert.Contains(queries.TakeBatch(Queries.Start), encode => encode.Query.Asker.Caller == "quiet");
    }

    [Fact]
    public void Who_was_alone_owes_nothing_to_who_comes_later()
    {
        var queries = new WaitingQueries(1, 0.25);
        for (var i = 0; i < 100; i++) queries.Add(Of("first", 10));
        for (var i = 0; i < 50; i++) queries.TakeBatch(Queries.Start);
        for (var i = 0; i < 20; i++) queries.Add(Of("second", 10));

        var taken = Enumerable.Range(0, 20).Select(_ => queries.TakeBatch(Queries.Start)[0].Query.Asker.Caller).ToArray();

        Assert.InRange(taken.Count(caller => caller == "first"), 9, 10);
    }

    [Fact]
    public void Priorities_count_among_a_callers_own_queries_only()
    {
        var queries = new WaitingQueries(1, 0.25);
        for (var i = 0; i < 10; i++) queries.Add(Of("hasty", 10, QueryPriority.High));
        for (var i = 0; i < 5; i++) queries.Add(Of("calm", 10));
        queries.Add(Of("calm", 10, QueryPriority.High));

        var taken = Enumerable.Range(0, 8).Select(_ => queries.TakeBatch(Queries.Start)[0].Query).ToArray();

        Assert.Equal(4, taken.Count(query => query.Asker.Caller == "calm"));
        Assert.Equal(QueryPriority.High, taken.First(query => query.Asker.Caller == "calm").Priority);
    }

    [Fact]
    public void A_query_of_low_priority_is_served_before_its_deadline_however_many_come_that_are_more_urgent()
    {
        var queries = new WaitingQueries(1, 0.25);
        var low = Of("a", 10, QueryPriority.Low);
        queries.Add(low);
        for (var i = 0; i < 100; i++)
        {
            var now = Queries.Start.AddMilliseconds(100 * i);
            queries.Add(new Encode(Of("a", 10, QueryPriority.High).Query with { AcceptedAt = now, Deadline = now.AddSeconds(10) }, ActorRefs.Nobody));
            if (queries.TakeBatch(now)[0] == low) return;
        }
        Assert.Fail("it was never served");
    }

    [Fact]
    public void Callers_with_enough_waiting_get_the_same_share_whatever_they_send() =>
        Check.QuickThrowOnFailure(Prop.ForAll<NonEmptyArray<PositiveInt>, PositiveInt>((lengths, count) =>
        {
            const int MaxTokens = 60;
            var (callers, queries, next) = ((count.Get % 4) + 2, new WaitingQueries(MaxBatch, 0.25), 0);
            var (had, waiting) = (new int[callers], new int[callers]);
            for (var batch = 0; batch < 60; batch++)
            {
                for (var caller = 0; caller < callers; caller++)
                {
                    for (; waiting[caller] < 3 * MaxBatch; waiting[caller]++)
                        queries.Add(Of($"{caller}", (lengths.Get[(next++ + caller) % lengths.Get.Length].Get % MaxTokens) + 1, (QueryPriority)(next % 3)));
                }
                foreach (var encode in queries.TakeBatch(Queries.Start))
                {
                    var caller = encode.Query.Asker.Caller[0] - '0';
                    had[caller] += encode.Query.Text.Tokens.Length;
                    waiting[caller]--;
                }
            }
            // A batch is filled with what has its length, and may run ahead of the order by what was looked at for it and itself.
            Assert.InRange(had.Max() - had.Min(), 0, 3 * MaxBatch * MaxTokens);
        }));

    private static Encode Of(string caller, int tokens, QueryPriority priority = QueryPriority.Normal) =>
        new(Queries.Of(tokens, priority) with { Asker = new Asker(caller, caller) }, ActorRefs.Nobody);
}
