using Actors.Backbone.Devices;
using Router.Contracts;

namespace Actors.Backbone.Tests.Devices;

public sealed class EncodeCallsTests
{
    private const string Backbone = "test 1.0.0";

    private static readonly string[] Readers = ["alarm", "iot"];
    private static readonly DateTimeOffset Now = Queries.Start;
    private static readonly CacheSettings Cache = new() { TimeToLive = TimeSpan.FromSeconds(60), MaxEntries = 100, MaxBytes = 1 << 20 };

    private static readonly HedgeSettings Hedge = new() { MinDelay = TimeSpan.FromMilliseconds(20), MaxDelay = TimeSpan.FromMilliseconds(250), MaxShare = 0.1 };

    private readonly DeviceDirectory _devices = new(Backbone, new Random(1)) { UsesOthers = true };
    private readonly RecordingSink _sink = new();
    private readonly EncodeCalls _calls;

    public EncodeCallsTests() => _calls = new EncodeCalls(_devices, Readers, new SeenTexts(Cache, new FakeTimeProvider(Now)), new HedgeDelays(Hedge), _sink);

    [Fact]
    public void A_query_that_everybody_has_judged_is_kept_no_longer_and_its_device_has_it_no_more()
    {
        Reach("a");
        var query = Start();
        Assert.Equal(5, _devices.All[0].Sent);
        _calls.Judged("a", query.Id, "iot", Now);
        Assert.Equal((1, 0), (_calls.Count, _devices.All[0].Sent));
        Assert.NotNull(_calls.Find(query.Id));
        _calls.Judged("a", query.Id, "alarm", Now);
        Assert.Equal(0, _calls.Count);
        Assert.Null(_calls.Find(query.Id));
        _calls.Gone("a", Now);
        Assert.Equal(["a"], _sink.Sent(query.Id));
        Assert.Empty(_sink.Refusals);
    }

    [Fact]
    public void Who_is_skipped_and_who_is_not_asked_is_not_waited_for()
    {
        Reach("a");
        var (one, other) = (Start(), Start(new SubsystemRoster(["iot"])));
        _calls.Skipped(new SubsystemsSkipped(one.Id, ["alarm"]));
        _calls.Judged("a", one.Id, "iot", Now);
        _calls.Judged("a", other.Id, "iot", Now);
        Assert.Equal(0, _calls.Count);
    }

    [Fact]
    public void When_its_node_is_gone_a_query_is_encoded_elsewhere_once_for_those_who_have_not_judged_it()
    {
        Reach("a", "b");
        var query = Start();
        var first = Assert.Single(_sink.Sent(query.Id));
        _calls.Judged(first, query.Id, "iot", Now);
        _calls.Gone(first, Now);
        var again = _sink.Encodes[^1];
        Assert.Equal(["alarm"], again.Encode.Asked!.Names);
        Assert.False(again.Encode.Query.MayBeGated);
        Assert.NotEqual(first, again.Device.Node);

        _calls.Gone(again.Device.Node, Now);
        Assert.Equal(2, _sink.Sent(query.Id).Count);
        Assert.Equal(RefusalReason.BackboneUnavailable, Assert.Single(_sink.Refusals).Reason);
    }

    [Fact]
    public void A_query_of_which_nothing_was_heard_is_encoded_again_as_it_was()
    {
        Reach("a", "b");
        var query = Start(new SubsystemRoster(["iot"]));
        _calls.Gone(_sink.Sent(query.Id)[0], Now);
        Assert.Equal(_sink.Encodes[0].Encode, _sink.Encodes[1].Encode);
    }

    [Fact]
    public void Without_a_device_a_query_is_refused_at_once()
    {
        var query = Start();
        Assert.Equal((query.Id, RefusalReason.BackboneUnavailable), (_sink.Refusals[0].Query, _sink.Refusals[0].Reason));
        Assert.Equal(0, _calls.Count);
    }

    [Theory]
    [InlineData(RefusalReason.QueueFull, RefusalReason.QueueFull, false)]
    [InlineData(RefusalReason.BackboneUnavailable, RefusalReason.BackboneUnavailable, true)]
    [InlineData(RefusalReason.ShuttingDown, RefusalReason.BackboneUnavailable, true)]
    public void A_refusal_sends_the_query_to_one_other_device_and_a_second_one_ends_it(RefusalReason reason, RefusalReason told, bool isOut)
    {
        Reach("a", "b", "c");
        var query = Start();
        _calls.Refused(_sink.Sent(query.Id)[0], new EncodeRefused(query.Id, reason), Now);
        _calls.Refused(_sink.Sent(query.Id)[1], new EncodeRefused(query.Id, reason, TimeSpan.FromMilliseconds(3)), Now);
        Assert.Equal(2, _sink.Sent(query.Id).Distinct().Count());
        Assert.Equal(told, Assert.Single(_sink.Refusals).Reason);
        Assert.Equal(isOut ? 2 : 0, _devices.All.Count(device => !device.IsIn(Now)));
        Assert.Equal(isOut ? 2 : 0, _sink.Out.Count);
        Assert.Equal(0, _calls.Count);
        Assert.All(_devices.All, device => Assert.Equal(0, device.Sent));
    }

    [Fact]
    public void A_refusal_of_a_node_that_was_replaced_changes_nothing()
    {
        Reach("a", "b");
        var query = Start();
        var first = _sink.Sent(query.Id)[0];
        _calls.Gone(first, Now);
        _calls.Refused(first, new EncodeRefused(query.Id, RefusalReason.BackboneUnavailable), Now);
        Assert.Empty(_sink.Refusals);
        Assert.Equal(2, _sink.Sent(query.Id).Count);
    }

    [Fact]
    public void A_device_that_is_out_is_tried_again_and_in_for_good_once_it_has_encoded_something()
    {
        Reach("a");
        var query = Start();
        _calls.Refused("a", new EncodeRefused(query.Id, RefusalReason.BackboneUnavailable), Now);
        Start();
        Assert.Equal(2, _sink.Refusals.Count);
        var trial = Start(at: Now.AddSeconds(1));
        Start(at: Now.AddSeconds(1));
        Assert.Equal(3, _sink.Refusals.Count);
        _calls.Judged("a", trial.Id, "iot", Now);
        Assert.Equal(1, _sink.In);
        Start();
        Start();
        Assert.Equal(3, _sink.Refusals.Count);
    }

    [Fact]
    public void A_text_seen_lately_goes_where_it_was_encoded_and_elsewhere_when_that_is_gone()
    {
        Reach("a", "b", "c", "d", "e");
        var query = Start();
        var first = _sink.Sent(query.Id)[0];
        foreach (var name in Readers) _calls.Judged(first, query.Id, name, Now);
        // The device has more to do than any other one: what it has in its cache costs it nothing.
        _devices.All.Single(device => device.Id.Node == first).Send(1000);
        for (var i = 0; i < 10; i++) Assert.Equal([first], _sink.Sent(Start().Id));
        _calls.Gone(first, Now);
        Assert.NotEqual(first, Assert.Single(_sink.Sent(Start().Id)));
    }

    [Fact]
    public void Who_gives_up_is_told_to_the_node_that_encodes_and_the_query_is_sent_nowhere_any_more()
    {
        Reach("a", "b");
        var query = Start();
        var first = _sink.Sent(query.Id)[0];
        _calls.Cancel(query.Id);
        _calls.Cancel(query.Id);
        _calls.Gone(first, Now);
        Assert.Equal((first, query.Id), Assert.Single(_sink.Cancelled));
        Assert.Single(_sink.Sent(query.Id));
        Assert.Empty(_sink.Refusals);
    }

    [Fact]
    public void A_device_that_says_nothing_until_long_after_the_deadline_has_failed_and_one_that_spoke_has_not()
    {
        Reach("a", "b");
        _devices.All[1].Send(100);
        var silent = Start();
        _devices.All[0].Send(200);
        var spoke = Start();
        Assert.Equal(["a", "b"], _sink.Encodes.Select(sent => sent.Device.Node));
        _calls.Judged("b", spoke.Id, "iot", Now);
        var late = silent.Deadline + EncodeCalls.Grace;
        _calls.Expire(late - TimeSpan.FromTicks(1));
        Assert.Equal(2, _calls.Count);
        _calls.Expire(late);
        Assert.Equal(0, _calls.Count);
        Assert.False(_devices.All[0].IsIn(late));
        Assert.True(_devices.All[1].IsIn(late));
        Assert.Empty(_sink.Refusals);
    }

    [Fact]
    public void What_is_given_up_at_its_deadline_tells_that_the_device_lives_and_not_how_long_it_takes()
    {
        Reach("a");
        var query = Start();
        _calls.Unavailable("a", query.Id, "iot", query.Deadline);
        _calls.Expire(query.Deadline + EncodeCalls.Grace);
        Assert.Equal((true, TimeSpan.Zero), (_devices.All[0].IsIn(query.Deadline + EncodeCalls.Grace), _devices.All[0].Took));
    }

    [Fact]
    public void What_a_device_is_late_with_another_node_encodes_as_well_and_the_first_one_to_do_so_counts()
    {
        Reach("a", "b");
        var query = Start();
        var first = _sink.Sent(query.Id)[0];
        Assert.Equal(Now + Hedge.MaxDelay, _calls.NextDue);
        _calls.Strike(Now + Hedge.MaxDelay - TimeSpan.FromTicks(1));
        Assert.Single(_sink.Sent(query.Id));
        _calls.Strike(Now + Hedge.MaxDelay);
        Assert.Equal(2, _sink.Sent(query.Id).Distinct().Count());
        Assert.Null(_calls.NextDue);
        _calls.Refused(first, new EncodeRefused(query.Id, RefusalReason.QueueFull), Now);
        Assert.Empty(_sink.Refusals);
        foreach (var name in Readers) _calls.Judged(_sink.Sent(query.Id)[1], query.Id, name, Now);
        Assert.Equal(0, _calls.Count);
        Assert.All(_devices.All, device => Assert.Equal(0, device.Sent));
    }

    [Fact]
    public void Of_two_that_were_sent_a_query_one_that_refuses_or_dies_leaves_it_to_the_other_one()
    {
        Reach("a", "b");
        var query = Start();
        _calls.Strike(Now + Hedge.MaxDelay);
        _calls.Gone(_sink.Sent(query.Id)[0], Now);
        Assert.Empty(_sink.Refusals);
        _calls.Refused(_sink.Sent(query.Id)[1], new EncodeRefused(query.Id, RefusalReason.QueueFull), Now);
        Assert.Equal(RefusalReason.QueueFull, Assert.Single(_sink.Refusals).Reason);
        Assert.Equal(2, _sink.Encodes.Count);
    }

    [Fact]
    public void Without_a_subsystem_is_a_query_that_two_encode_only_once_neither_can_have_it_judged()
    {
        Reach("a", "b");
        var query = Start();
        _calls.Strike(Now + Hedge.MaxDelay);
        var (first, second) = (_sink.Sent(query.Id)[0], _sink.Sent(query.Id)[1]);
        Assert.Null(_calls.Unavailable(first, query.Id, "alarm", Now));
        Assert.Null(_calls.Unavailable(first, query.Id, "alarm", Now));
        Assert.Equal(query, _calls.Unavailable(second, query.Id, "alarm", Now)?.Query);
        Assert.Null(_calls.Unavailable(first, query.Id, "iot", Now));
        Assert.Empty(_sink.GivenUp);
        _calls.Refused(second, new EncodeRefused(query.Id, RefusalReason.DeadlineExceeded), Now);
        Assert.Equal((query.Id, "iot"), Assert.Single(_sink.GivenUp));
        Assert.Equal(0, _calls.Count);
    }

    [Fact]
    public void What_the_only_device_with_a_query_cannot_have_judged_is_not_waited_for()
    {
        Reach("a", "b");
        var query = Start();
        Assert.Equal(query, _calls.Unavailable(_sink.Sent(query.Id)[0], query.Id, "alarm", Now)?.Query);
        _calls.Gone(_sink.Sent(query.Id)[0], Now);
        Assert.Equal(["iot"], _sink.Encodes[^1].Encode.Asked!.Names);
    }

    [Fact]
    public void Late_queries_are_sent_again_up_to_a_share_of_all_and_those_of_a_silent_device_all()
    {
        var (devices, sink, calls) = WithoutHedges();
        devices.Report("a", isOwn: false, [Report()]);
        devices.Report("b", isOwn: false, [Report()]);
        devices.All[1].Send(1000);
        for (var i = 0; i < 4; i++) calls.Start(new Encode(Queries.Of(5), ActorRefs.Nobody), i < 2 ? Now : Now.AddMilliseconds(1));
        calls.Strike(Now + Hedge.MaxDelay);
        Assert.Equal(["a", "a", "a", "a"], sink.Encodes.Select(sent => sent.Device.Node));
        calls.Strike(Now + Hedge.MaxDelay + TimeSpan.FromMilliseconds(1));
        // The third one that is late in a row without a word.
        Assert.Equal(["b", "b", "b", "b"], sink.Encodes.Skip(4).Select(sent => sent.Device.Node));
        calls.Start(new Encode(Queries.Of(5), ActorRefs.Nobody), Now);
        Assert.Equal("b", sink.Encodes[^1].Device.Node);
    }

    [Fact]
    public void A_device_that_was_heard_of_since_it_was_sent_what_it_is_late_with_is_silent_only_when_that_is_late_again()
    {
        var (devices, sink, calls) = WithoutHedges();
        devices.Report("a", isOwn: false, [Report()]);
        var queries = Enumerable.Range(0, 6).Select(_ => Queries.Of(5)).ToArray();
        foreach (var query in queries) calls.Start(new Encode(query, ActorRefs.Nobody), Now);
        devices.Report("b", isOwn: false, [Report()]);
        calls.Judged("a", queries[0].Id, "iot", Now);

        calls.Strike(Now + Hedge.MaxDelay);

        Assert.Equal(queries.Length, sink.Encodes.Count);
        Assert.DoesNotContain(devices.All, device => device.IsSilent);

        calls.Strike(Now + (2 * Hedge.MaxDelay));

        Assert.All(queries.Skip(1), query => Assert.Equal(["a", "b"], sink.Sent(query.Id)));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(125, 2)]
    [InlineData(126, 1)]
    [InlineData(1000, 1)]
    public void What_a_device_is_late_with_goes_to_one_that_lately_was_twice_as_quick_and_else_stays(int tookElsewhereMs, int sent)
    {
        Reach("a");
        var query = Start();
        Reach("b");
        _devices.All[1].Succeed(TimeSpan.FromMilliseconds(tookElsewhereMs));

        _calls.Strike(Now + TimeSpan.FromMilliseconds(250));

        Assert.Equal(sent, _sink.Sent(query.Id).Count);
    }

    [Fact]
    public void What_a_silent_device_has_does_not_go_to_another_silent_one()
    {
        var (devices, sink, calls) = WithoutHedges();
        foreach (var node in new[] { "a", "b" }) devices.Report(node, isOwn: false, [Report()]);
        foreach (var device in devices.All) Assert.Contains(true, Enumerable.Range(0, 3).Select(_ => device.Late()));
        for (var i = 0; i < 6; i++) calls.Start(new Encode(Queries.Of(5), ActorRefs.Nobody), Now);

        for (var i = 1; i < 4; i++) calls.Strike(Now + (i * Hedge.MaxDelay));

        Assert.Equal(6, sink.Encodes.Count);
    }

    [Fact]
    public void A_late_query_is_looked_after_again_as_soon_as_the_other_device_would_be_twice_as_quick()
    {
        Reach("a");
        var query = Start();
        Reach("b");
        _devices.All[1].Succeed(TimeSpan.FromMilliseconds(150));
        _calls.Strike(Now + TimeSpan.FromMilliseconds(250));

        Assert.Equal(Now + TimeSpan.FromMilliseconds(300), _calls.NextDue);
        _calls.Strike(Now + TimeSpan.FromMilliseconds(300));

        Assert.Equal(2, _sink.Sent(query.Id).Count);
    }

    [Fact]
    public void What_a_device_says_of_a_query_that_is_over_is_a_word_as_well()
    {
        var (devices, sink, calls) = WithoutHedges();
        devices.Report("a", isOwn: false, [Report()]);
        for (var i = 0; i < 4; i++) calls.Start(new Encode(Queries.Of(5), ActorRefs.Nobody), Now);
        calls.Judged("a", Guid.NewGuid(), "iot", Now);

        calls.Strike(Now + Hedge.MaxDelay);

        Assert.False(Assert.Single(devices.All).IsSilent);
    }

    [Fact]
    public void What_a_silent_device_has_goes_elsewhere_as_soon_as_there_is_another_one()
    {
        Reach("a");
        var queries = Enumerable.Range(0, 4).Select(_ => Start()).ToArray();
        _calls.Strike(Now + Hedge.MaxDelay);
        Assert.True(Assert.Single(_devices.All).IsSilent);
        Reach("b");
        _devices.All[1].Succeed(TimeSpan.FromHours(1));

        _calls.Strike(Now + (2 * Hedge.MaxDelay));

        Assert.All(queries, query => Assert.Equal(["a", "b"], _sink.Sent(query.Id)));
    }

    [Fact]
    public void Whatever_the_order_of_deaths_refusals_verdicts_and_the_deadline_a_query_is_sent_twice_at_most_and_ends_once()
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            var (random, sink) = (new Random(seed), new RecordingSink());
            var devices = new DeviceDirectory(Backbone, new Random(seed)) { UsesOthers = true };
            var calls = new EncodeCalls(devices, Readers, new SeenTexts(Cache, new FakeTimeProvider(Now)), new HedgeDelays(Hedge), sink);
            string[] nodes = ["a", "b", "c"];
            foreach (var node in nodes) devices.Report(node, node == "a", [Report()]);
            var query = Queries.Of(5);
            calls.Start(new Encode(query, ActorRefs.Nobody), Now);
            var ends = 0;
            for (var step = 0; step < 12; step++)
            {
                var (kept, refused) = (calls.Count, sink.Refusals.Count);
                var (node, now) = (nodes[random.Next(3)], random.Next(4) == 0 ? query.Deadline : Now);
                switch (random.Next(9))
                {
                    case 0: calls.Gone(node, now); break;
                    case 1: devices.Report(node, node == "a", [Report()]); break;
                    case 2: calls.Refused(node, new EncodeRefused(query.Id, (RefusalReason)random.Next(5)), now); break;
                    case 3: calls.Judged(node, query.Id, Readers[random.Next(2)], now); break;
                    case 4:
                        var lacking = Readers[random.Next(2)];
                        if (calls.Unavailable(node, query.Id, lacking, now) is not null) sink.GivenUp.Add((query.Id, lacking));
                        break;
                    case 5: calls.Skipped(new SubsystemsSkipped(query.Id, [Readers[random.Next(2)]])); break;
                    case 7: calls.Strike(now + Hedge.MaxDelay); break;
                    case 6: calls.Expire(random.Next(2) == 0 ? query.Deadline + EncodeCalls.Grace : Now); break;
                    default: if (random.Next(3) == 0) calls.Cancel(query.Id); break;
                }
                ends += kept - calls.Count;
                Assert.True(kept > 0 || refused == sink.Refusals.Count, $"seed {seed}: refused after its end");
                Assert.True(sink.GivenUp.Distinct().Count() == sink.GivenUp.Count, $"seed {seed}: given up twice");
                Assert.True(sink.Encodes.Count is 1 or 2, $"seed {seed}: sent {sink.Encodes.Count} times");
                Assert.True(sink.Refusals.Count + sink.Cancelled.DistinctBy(cancelled => cancelled.Query).Count() < 2, $"seed {seed}: ended twice");
            }
            Assert.True(ends == 1 - calls.Count, $"seed {seed}: ended {ends} times");
            Assert.True(calls.Count > 0 || devices.All.All(device => device.Sent == 0), $"seed {seed}: a device still has it");
        }
    }

    private Query Start(SubsystemRoster? asked = null, DateTimeOffset? at = null)
    {
        var query = Queries.Of(5);
        _calls.Start(new Encode(query, ActorRefs.Nobody, asked), at ?? Now);
        return query;
    }

    private static (DeviceDirectory Devices, RecordingSink Sink, EncodeCalls Calls) WithoutHedges()
    {
        var (devices, sink) = (new DeviceDirectory(Backbone, new Random(1)) { UsesOthers = true }, new RecordingSink());
        return (devices, sink, new EncodeCalls(devices, Readers, seen: null, new HedgeDelays(Hedge with { MaxShare = 0 }), sink));
    }

    private void Reach(params string[] nodes)
    {
        foreach (var node in nodes) _devices.Report(node, isOwn: false, [Report()]);
    }

    private static DeviceReport Report() => new(Backbone, "cpu", 0, 0);

    private sealed class RecordingSink : IEncodeSink
    {
        public List<(DeviceId Device, Encode Encode)> Encodes { get; } = [];

        public List<(Guid Query, RefusalReason Reason)> Refusals { get; } = [];

        public List<(Guid Query, string Subsystem)> GivenUp { get; } = [];

        public List<(string Node, Guid Query)> Cancelled { get; } = [];

        public List<DeviceId> Out { get; } = [];

        public int In { get; private set; }

        public IReadOnlyList<string> Sent(Guid query) => [.. Encodes.Where(sent => sent.Encode.Query.Id == query).Select(sent => sent.Device.Node)];

        public void Send(DeviceId device, Encode encode) => Encodes.Add((device, encode));

        public void Refuse(Encode encode, RefusalReason reason, TimeSpan? retryAfter) => Refusals.Add((encode.Query.Id, reason));

        public void GiveUp(Encode encode, string subsystem) => GivenUp.Add((encode.Query.Id, subsystem));

        public void Cancel(DeviceId device, Guid queryId) => Cancelled.Add((device.Node, queryId));

        public void TakenOut(Device device, TimeSpan wait) => Out.Add(device.Id);

        public void TakenIn(Device device) => In++;
    }
}
