using System.Text;

namespace Router.Contracts.Tests;

public sealed class WireSerializerTests : TestKit
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly WireSerializer _serializer;

    public WireSerializerTests() => _serializer = new WireSerializer((ExtendedActorSystem)Sys);

    [Fact]
    public void A_batch_comes_back_with_the_one_tap_its_subsystem_reads()
    {
        var ranker = CreateTestProbe("ranker");
        var sent = Batch(ranker.Ref);

        var received = (SubsystemBatch)RoundTrip(sent);

        Assert.Equal(("alarm", 7), (received.Subsystem, received.Tap));
        Assert.Equal([7], received.Batch.States.Taps);
        Assert.Equal([1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f], received.Batch.States.Layer(7).ToArray());
        Assert.Equal([2L, 3L, 2L, 0L], received.Batch.States.InputIds.ToArray());
        Assert.Equal([1L, 1L, 1L, 0L], received.Batch.States.AttentionMask.ToArray());
        for (var i = 0; i < 2; i++)
        {
            var (query, expected) = (received.Batch.Queries[i], sent.Batch.Queries[i]);
            Assert.Equal(expected.Query with { Text = query.Query.Text }, query.Query);
            Assert.Equal(expected.Query.Text.Text, query.Query.Text.Text);
            Assert.Equal(expected.Query.Text.Truncated, query.Query.Text.Truncated);
            Assert.Equal(expected.Query.Text.Tokens.ToArray(), query.Query.Text.Tokens.ToArray());
            Assert.Equal(expected.Timings, query.Timings);
            query.Ranker.Tell(i, ActorRefs.NoSender);
            ranker.ExpectMsg(i);
        }
    }

    [Fact]
    public void Writing_a_batch_any_number_of_times_gives_the_same_bytes_and_keeps_its_states()
    {
        var sent = Batch(TestActor);
        var first = _serializer.ToBinary(sent);
        Assert.Equal(first, _serializer.ToBinary(sent));
        sent.Batch.States.Retain();
    }

    [Fact]
    public void Verdicts_come_back_as_they_were()
    {
        var verdict = new Verdict
        {
            QueryId = Guid.CreateVersion7(),
            Subsystem = "alarm",
            Kind = VerdictKind.Accept,
            Intent = "alarm_set",
            Score = 0.93,
            Margin = 0.5,
            TopProbability = 0.9,
            SlotCoverage = 0.25,
            Slots = [new Slot("time", 2, 6, "早上八点", 0.75)],
        };
        var sent = new SubsystemVerdicts("alarm", [verdict], [new EncodeTimings(1.5, 2.5)]);

        var received = (SubsystemVerdicts)RoundTrip(sent);

        Assert.Equal(sent.Timings, received.Timings);
        var back = Assert.Single(received.Verdicts);
        Assert.Equal(verdict.Slots, back.Slots);
        Assert.Equal(verdict with { Slots = back.Slots }, back);
    }

    [Fact]
    public void An_unavailable_subsystem_comes_back_as_it_was()
    {
        var sent = new SubsystemUnavailable("alarm", [Guid.CreateVersion7(), Guid.CreateVersion7()]);
        var received = (SubsystemUnavailable)RoundTrip(sent);
        Assert.Equal(sent.Subsystem, received.Subsystem);
        Assert.Equal(sent.QueryIds, received.QueryIds);
    }

    [Fact]
    public void Another_message_is_not_written() => Assert.Throws<ArgumentException>(() => _serializer.ToBinary("hello"));

    [Fact]
    public void An_unknown_manifest_is_a_typed_error() =>
        Assert.Throws<WireFormatException>(() => _serializer.FromBinary([], "?"));

    [Fact]
    public void Bytes_cut_short_or_changed_are_a_typed_error_or_another_message_and_never_anything_else()
    {
        var bytes = _serializer.ToBinary(Batch(TestActor));
        for (var length = 0; length < bytes.Length; length++) Read(bytes[..length]);
        for (var at = 0; at < bytes.Length; at++)
        {
            var edited = (byte[])bytes.Clone();
            edited[at] ^= 0x55;
            Read(edited);
        }
        Read(Encoding.UTF8.GetBytes("not protobuf"));

        void Read(byte[] broken)
        {
            try
            {
                Assert.IsType<SubsystemBatch>(_serializer.FromBinary(broken, "B"));
            }
            catch (WireFormatException)
            {
            }
        }
    }

    [Theory]
    [InlineData("E")]
    [InlineData("F")]
    [InlineData("Q")]
    [InlineData("C")]
    [InlineData("D")]
    [InlineData("R")]
    [InlineData("V")]
    [InlineData("U")]
    public void Random_bytes_are_a_typed_error_or_a_message(string manifest)
    {
        var random = new Random(7001);
        for (var i = 0; i < 500; i++)
        {
            var bytes = new byte[random.Next(40)];
            random.NextBytes(bytes);
            try
            {
                Assert.IsAssignableFrom<IWireMessage>(_serializer.FromBinary(bytes, manifest));
            }
            catch (WireFormatException)
            {
            }
        }
    }

    private object RoundTrip(object message) => _serializer.FromBinary(_serializer.ToBinary(message), _serializer.Manifest(message));

    private static SubsystemBatch Batch(IActorRef ranker)
    {
        var states = new HostLayerStates(2, 2, new long[] { 2, 3, 2, 0 }, new long[] { 1, 1, 1, 0 }, new Dictionary<int, ReadOnlyMemory<float>>
        {
            [6] = new float[12],
            [7] = new float[] { 1, 2, 3, 4, 5, 6, 7, 8 },
        });
        return new SubsystemBatch("alarm", 7, new EncodedBatch([Query("a b", 2), Query("c", 1)], states));

        EncodedQuery Query(string text, int tokens) => new(
            new Query(
                Guid.CreateVersion7(),
                new TokenizedText(text, Enumerable.Range(0, tokens).Select(i => new Token(i + 5, i, i + 1, i == 0)).ToArray(), tokens == 2),
                QueryPriority.High,
                Start,
                Start.AddSeconds(1)),
            ranker,
            new EncodeTimings(tokens, 2));
    }
}
