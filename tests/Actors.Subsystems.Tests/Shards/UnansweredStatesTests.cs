using Actors.Subsystems.Shards;
using FsCheck;
using FsCheck.Fluent;

namespace Actors.Subsystems.Tests.Shards;

/// <summary>What a node may have on its way to others.</summary>
public sealed class UnansweredStatesTests
{
    /// <summary>The bound at first.</summary>
    private const long Least = 100;

    private const long Most = Least * UnansweredStates.Least;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly UnansweredStates _states = new(Most, Patience);
    private DateTimeOffset _now = Start;

    [Fact]
    public void Each_node_takes_as_much_as_the_bound_and_no_more()
    {
        Assert.True(TryAdd("b", 60, "alarm"));
        Assert.True(TryAdd("b", 40, "alarm"));
        Assert.False(TryAdd("b", 1, "alarm"));
        Assert.True(TryAdd("c", 100, "alarm"));
        Assert.Equal((100, 100), (_states.BytesTo("b"), _states.BytesTo("c")));
    }

    [Fact]
    public void A_batch_is_given_back_once_every_subsystem_has_answered()
    {
        var id = Guid.CreateVersion7();
        Assert.True(TryAdd("b", 100, id, "alarm", "iot"));
        _states.Answered("b", "alarm", id, _now);
        _states.Answered("b", "alarm", id, _now);
        _states.Answered("c", "iot", id, _now);
        _states.Answered("b", "weather", id, _now);
        _states.Answered("b", "iot", Guid.CreateVersion7(), _now);
        Assert.Equal(100, _states.BytesTo("b"));
        _states.Answered("b", "iot", id, _now);
        Assert.Equal(0, _states.BytesTo("b"));
    }

    [Fact]
    public void At_its_deadline_a_batch_is_given_back_and_an_answer_after_that_changes_nothing()
    {
        var id = Guid.CreateVersion7();
        Assert.True(TryAdd("b", 100, id, "alarm"));
        _now += TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1);
        Assert.False(TryAdd("b", 1, "alarm"));
        _now += TimeSpan.FromTicks(1);
        Assert.True(TryAdd("b", 100, "alarm"));
        _states.Answered("b", "alarm", id, _now);
        Assert.Equal(100, _states.BytesTo("b"));
    }

    [Fact]
    public void What_was_on_its_way_to_a_node_that_is_gone_is_given_back_once()
    {
        var id = Guid.CreateVersion7();
        Assert.True(TryAdd("b", 50, id, "alarm"));
        Assert.True(TryAdd("b", 50, "iot"));
        _states.Gone("b");
        Assert.Equal(0, _states.BytesTo("b"));
        Assert.True(TryAdd("b", 100, "alarm"));
        _states.Answered("b", "alarm", id, _now);
        Assert.Equal(100, _states.BytesTo("b"));
        _now += TimeSpan.FromSeconds(1);
        Assert.True(TryAdd("b", 10, "alarm"));
        Assert.Equal(10, _states.BytesTo("b"));
    }

    [Fact]
    public void A_batch_that_is_larger_than_the_bound_goes_alone()
    {
        var id = Guid.CreateVersion7();
        Assert.True(TryAdd("b", 1, id, "alarm"));
        Assert.False(TryAdd("b", 101, "alarm"));
        _states.Answered("b", "alarm", id, _now);
        Assert.True(TryAdd("b", 101, "alarm"));
        Assert.False(TryAdd("b", 1, "alarm"));
    }

    [Fact]
    public void The_bound_grows_by_what_is_answered_in_time_and_no_further_than_the_most()
    {
        for (var bound = Least; bound <= Most; bound += 50)
        {
            Assert.Equal(bound, _states.BoundOf("b"));
            Answer(50, Patience);
        }
        Assert.Equal(Most, _states.BoundOf("b"));
        Answer(50, TimeSpan.Zero);
        Assert.Equal((Most, Least), (_states.BoundOf("b"), _states.BoundOf("c")));
    }

    [Fact]
    public void The_bound_of_a_node_that_is_slow_is_what_it_answers_in_time()
    {
        while (_states.BoundOf("b") < Most) Answer(50, Patience);
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        Assert.True(TryAdd("b", 600, first, "alarm"));
        Assert.True(TryAdd("b", 600, second, "alarm"));
        _now += 2 * Patience;
        _states.Answered("b", "alarm", first, _now);
        Assert.Equal(300, _states.BoundOf("b"));
        _now += 2 * Patience;
        _states.Answered("b", "alarm", second, _now);
        Assert.Equal(300, _states.BoundOf("b"));
        Answer(10, 8 * Patience);
        Assert.Equal(Least, _states.BoundOf("b"));
    }

    [Fact]
    public void Whatever_happens_no_node_has_more_than_the_bound_and_all_is_given_back_in_the_end() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed => Riot(new Random(seed))).QuickCheckThrowOnFailure();

    private static void Riot(Random random)
    {
        string[] nodes = ["b", "c", "d"], subsystems = ["alarm", "iot", "weather"];
        var (states, now, open) = (new UnansweredStates(Most, Patience), Start, new List<(string Node, string[] Asked, Guid Last, long Bytes, DateTimeOffset Deadline, HashSet<string> Answered)>());
        for (var step = 0; step < 300; step++)
        {
            var (node, subsystem) = (nodes[random.Next(3)], subsystems[random.Next(3)]);
            switch (random.Next(6))
            {
                case 0: now += TimeSpan.FromMilliseconds(random.Next(100)); break;
                case 1 when random.Next(4) == 0:
                    states.Gone(node);
                    open.RemoveAll(sent => sent.Node == node);
                    break;
                case 2 or 3:
                    open.RemoveAll(sent => sent.Deadline <= now);
                    string[] asked = [.. subsystems.Where(name => name == subsystem || random.Next(2) == 0)];
                    var (last, bytes, deadline) = (Guid.NewGuid(), random.Next(1, 400), now + TimeSpan.FromMilliseconds(random.Next(1, 500)));
                    var mayGo = SentTo(node) == 0 || SentTo(node) + bytes <= states.BoundOf(node);
                    Assert.Equal(mayGo, states.TryAdd(node, [.. asked.Select(name => (name, last))], bytes, deadline, now));
                    if (mayGo) open.Add((node, asked, last, bytes, deadline, []));
                    break;
                default:
                    if (open.Count == 0) break;
                    var sent = open[random.Next(open.Count)];
                    states.Answered(sent.Node, subsystem, sent.Last, now);
                    if (sent.Asked.Contains(subsystem)) sent.Answered.Add(subsystem);
                    open.RemoveAll(sent => sent.Answered.Count == sent.Asked.Length);
                    break;
            }
            Assert.All(nodes, one => Assert.InRange(states.BoundOf(one), Least, Most));
            Assert.All(nodes, one => Assert.InRange(states.BytesTo(one), SentTo(one), Math.Max(Most, 400)));
        }
        now += TimeSpan.FromSeconds(1);
        Assert.True(states.TryAdd("e", [("alarm", Guid.NewGuid())], 1, now + TimeSpan.FromSeconds(1), now));
        Assert.All(nodes, one => Assert.Equal(0, states.BytesTo(one)));

        long SentTo(string node) => open.Where(sent => sent.Node == node && sent.Deadline > now).Sum(sent => sent.Bytes);
    }

    private void Answer(long bytes, TimeSpan after)
    {
        var id = Guid.CreateVersion7();
        Assert.True(_states.TryAdd("b", [("alarm", id)], bytes, _now + TimeSpan.FromHours(1), _now));
        _now += after;
        _states.Answered("b", "alarm", id, _now);
    }

    private bool TryAdd(string node, long bytes, params string[] subsystems) => TryAdd(node, bytes, Guid.CreateVersion7(), subsystems);

    private bool TryAdd(string node, long bytes, Guid last, params string[] subsystems) =>
        _states.TryAdd(node, [.. subsystems.Select(name => (name, last))], bytes, _now + TimeSpan.FromSeconds(1), _now);
}
