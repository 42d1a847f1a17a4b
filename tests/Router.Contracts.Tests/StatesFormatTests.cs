using FsCheck;
using FsCheck.Fluent;

namespace Router.Contracts.Tests;

/// <summary>Layer states between nodes.</summary>
public sealed class StatesFormatTests
{
    private static readonly Gen<EncodedStates> Messages =
        from rows in Gen.Choose(1, 5)
        from before in Gen.Choose(0, 2)
        from tokens in Gen.Choose(1, 9)
        from hidden in Gen.Choose(1, 40)
        from taps in Gen.Choose(1, 3)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select Message(rows, before, tokens, hidden, taps, new Random(seed));

    [Fact]
    public void What_arrives_is_what_was_sent_within_the_bounds_of_16_bits() => ForAll(sent =>
    {
        var received = StatesFormat.Read(StatesFormat.Write(sent));

        Assert.Equal(sent.Subsystems, received.Subsystems);
        Assert.Equal(sent.Taps, received.Taps);
        Assert.Null(received.Rows);
        Assert.Equal(sent.Backbone, received.Backbone);
        foreach (var (mine, theirs) in sent.Queries.Zip(received.Queries))
            Assert.Equal(sent.Subsystems.Where(name => mine.Asked?.Contains(name) != false), sent.Subsystems.Where(name => theirs.Asked?.Contains(name) != false));
        Assert.Equal(sent.Queries.Select(query => (query.Id, query.TimeLeft, query.Text.Text)), received.Queries.Select(query => (query.Id, query.TimeLeft, query.Text.Text)));
        foreach (var tap in sent.Taps)
        {
            for (var row = 0; row < sent.Queries.Count; row++)
            {
                var (length, hidden) = (sent.Queries[row].Text.Tokens.Length, sent.States.HiddenOf(tap));
                var expected = sent.States.Layer(tap).Slice(sent.Rows![row] * sent.States.Tokens * hidden, length * hidden);
                var found = received.States.Layer(tap).Slice(row * received.States.Tokens * hidden, received.States.Tokens * hidden);
                for (var i = 0; i < expected.Length; i++) AssertNear(expected[i], found[i]);
                Assert.Equal(-1, found[expected.Length..].IndexOfAnyExcept(0f));
            }
        }
    });

    [Fact]
    public void Ids_and_mask_are_those_of_the_tokens() => ForAll(sent =>
    {
        var received = StatesFormat.Read(StatesFormat.Write(sent));
        var tokens = received.States.Tokens;
        Assert.Equal(sent.Queries.Max(query => query.Text.Tokens.Length), tokens);
        for (var row = 0; row < sent.Queries.Count; row++)
        {
            var text = sent.Queries[row].Text.Tokens.ToArray();
            Assert.Equal(text, received.Queries[row].Text.Tokens.ToArray());
            Assert.Equal(
                Enumerable.Range(0, tokens).Select(i => i < text.Length ? text[i].Id : 0L), received.States.InputIds.Slice(row * tokens, tokens).ToArray());
            Assert.Equal(
                Enumerable.Range(0, tokens).Select(i => i < text.Length ? 1L : 0L), received.States.AttentionMask.Slice(row * tokens, tokens).ToArray());
        }
    });

    [Theory]
    [InlineData(0f, 0f)]
    [InlineData(1f, 1f)]
    [InlineData(-65504f, -65504f)]
    [InlineData(65519.99f, 65504f)]
    [InlineData(65520f, float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity, float.NegativeInfinity)]
    [InlineData(6.1035156e-5f, 6.1035156e-5f)]
    [InlineData(5.9604645e-8f, 5.9604645e-8f)]
    [InlineData(2.9802322e-8f, 0f)]
    public void The_ends_of_16_bits_are_where_they_should_be(float sent, float expected)
    {
        // Enough of them that whole vectors are filled, and some that are not.
        var states = new HostLayerStates(1, 1, new long[1], new long[] { 1 }, new Dictionary<int, ReadOnlyMemory<float>> { [6] = Enumerable.Repeat(sent, 37).ToArray() });
        var received = StatesFormat.Read(StatesFormat.Write(new EncodedStates(["a"], [6], [Query(1)], states)));
        Assert.All(received.States.Layer(6).ToArray(), value => Assert.Equal(expected, value));
    }

    [Fact]
    public void States_cross_as_two_bytes_a_value_and_no_padding()
    {
        var sent = Message(rows: 4, before: 0, tokens: 9, hidden: 256, taps: 1, new Random(1));
        var block = sent.Queries.Sum(query => query.Text.Tokens.Length) * 256 * 2;
        Assert.Equal(512, EncodedStates.BytesPerToken(sent.States, sent.Taps));
        Assert.InRange(StatesFormat.Write(sent).Length, block, block + 400);
    }

    [Fact]
    public void Writing_any_number_of_times_gives_the_same_bytes_and_keeps_the_states()
    {
        var sent = Message(rows: 2, before: 1, tokens: 3, hidden: 8, taps: 2, new Random(2));
        Assert.Equal(StatesFormat.Write(sent), StatesFormat.Write(sent));
        sent.States.Retain();
    }

    [Fact]
    public void States_that_were_released_before_they_were_written_ask_for_nothing()
    {
        var sent = Message(rows: 2, before: 0, tokens: 3, hidden: 8, taps: 1, new Random(3));
        sent.States.Release();
        var received = StatesFormat.Read(StatesFormat.Write(sent));
        Assert.Empty(received.Queries);
        Assert.Empty(received.Subsystems);
    }

    [Fact]
    public void The_receivers_memory_is_given_back_once()
    {
        var received = StatesFormat.Read(StatesFormat.Write(Message(rows: 1, before: 0, tokens: 2, hidden: 4, taps: 1, new Random(4)))).States;
        received.Release();
        Assert.Throws<ObjectDisposedException>(received.Release);
    }

    [Fact]
    public void A_field_of_a_later_version_is_passed_over()
    {
        var sent = Message(rows: 1, before: 0, tokens: 2, hidden: 4, taps: 1, new Random(5));
        byte[] later = [0x98, 0x06, 0x01, .. StatesFormat.Write(sent)];
        Assert.Equal(sent.Subsystems, StatesFormat.Read(later).Subsystems);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(1.01, false)]
    [InlineData(-1, true)]
    [InlineData(-1.01, false)]
    [InlineData(1e6, false)]
    public void More_than_a_day_to_a_deadline_or_since_it_is_refused(double days, bool isRead)
    {
        var sent = Message(rows: 1, before: 0, tokens: 2, hidden: 4, taps: 1, new Random(7));
        var bytes = StatesFormat.Write(sent with { Queries = [sent.Queries[0] with { TimeLeft = TimeSpan.FromDays(days) }] });
        if (isRead) Assert.Equal(TimeSpan.FromDays(days), StatesFormat.Read(bytes).Queries[0].TimeLeft);
        else Assert.Throws<ArgumentException>(() => StatesFormat.Read(bytes));
    }

    [Fact]
    public void Bytes_cut_short_or_changed_are_an_error_of_a_known_kind_or_another_message()
    {
        var bytes = StatesFormat.Write(Message(rows: 2, before: 0, tokens: 2, hidden: 4, taps: 2, new Random(6)));
        for (var length = 0; length < bytes.Length; length++) Read(bytes[..length]);
        for (var at = 0; at < bytes.Length; at++)
        {
            foreach (var flip in new byte[] { 0x01, 0x55, 0x80, 0xFF })
            {
                var edited = (byte[])bytes.Clone();
                edited[at] ^= flip;
                Read(edited);
            }
        }

        static void Read(byte[] broken)
        {
            try
            {
                StatesFormat.Read(broken).States.Release();
            }
            catch (Exception known) when (known is ArgumentException or Google.Protobuf.InvalidProtocolBufferException or OverflowException)
            {
            }
        }
    }

    /// <summary>Half the distance between neighbours: 11 bits of precision, and no step below 2^-24.</summary>
    private static void AssertNear(float sent, float received)
    {
        var allowed = Math.Max(Math.Abs(sent) / 2048, Math.ScaleB(1, -25));
        Assert.True(Math.Abs(sent - received) <= allowed, $"{sent} became {received}");
    }

    private static EncodedStates Message(int rows, int before, int tokens, int hidden, int taps, Random random)
    {
        int[] chosen = [.. Enumerable.Range(0, rows).Select(row => before + (2 * row) + random.Next(2))];
        var batch = before + (2 * rows) + 1;
        var layers = Enumerable.Range(6, taps).ToDictionary(tap => tap, _ => (ReadOnlyMemory<float>)Values(batch * tokens * hidden));
        SubsystemRoster?[] rosters = [null, new(["alarm"]), new(["weather"]), new(["weather", "alarm", "iot"])];
        var states = new HostLayerStates(batch, tokens, new long[batch * tokens], new long[batch * tokens], layers);
        var queries = Enumerable.Range(0, rows).Select(row => Query(row == 0 ? tokens : random.Next(1, tokens + 1)) with { Asked = rosters[random.Next(rosters.Length)] }).ToArray();
        return new EncodedStates(["alarm", "weather"], [.. layers.Keys], queries, states, chosen, "bge-zh 2.1.0");

        // From 2^-30 to 2^15, of either sign.
        float[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() - 0.5) * Math.Pow(2, random.Next(-29, 17))))];
    }

    private static RemoteQuery Query(int tokens) => new(
        Guid.CreateVersion7(),
        new TokenizedText(new string('x', tokens), Enumerable.Range(0, tokens).Select(i => new Token(i + 5, i, i + 1, i == 0)).ToArray(), truncated: false),
        TimeSpan.FromMilliseconds(tokens));

    private static void ForAll(Action<EncodedStates> holds) => Prop.ForAll(Arb.From(Messages), holds).QuickCheckThrowOnFailure();
}
