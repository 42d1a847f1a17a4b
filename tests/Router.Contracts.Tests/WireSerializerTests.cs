using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Google.Protobuf;

namespace Router.Contracts.Tests;

public sealed class WireSerializerTests : TestKit
{
    private readonly WireSerializer _serializer;

    public WireSerializerTests() => _serializer = new WireSerializer((ExtendedActorSystem)Sys);

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
            Generation = 2,
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

    [Theory]
    [InlineData("no token")]
    [InlineData("a piece outside the text")]
    [InlineData("a device below 0")]
    [InlineData("a priority that there is not")]
    [InlineData("more time than a request may have")]
    [InlineData("a subsystem twice")]
    [InlineData("an asker as long as a book")]
    public void A_query_to_be_encoded_that_no_node_would_send_is_refused(string what)
    {
        var wire = new Wire.EncodeElsewhere { Backbone = "b 1.0.0", Id = WireFields.BytesOf(Guid.NewGuid()), Text = "hi", Tokens = { 5, 0, 2, 1 } };
        Assert.IsType<EncodeElsewhere>(_serializer.FromBinary(wire.ToByteArray(), "T"));
        switch (what)
        {
            case "no token": wire.Tokens.Clear(); break;
            case "a piece outside the text": wire.Tokens[2] = 3; break;
            case "a device below 0": wire.Device = -1; break;
            case "a priority that there is not": wire.Priority = 3; break;
            case "more time than a request may have": wire.TimeLeft = long.MaxValue; break;
            case "a subsystem twice": wire.Asked.Add(["alarm", "alarm"]); break;
            default: wire.Caller = new string('x', 1025); break;
        }
        Assert.Throws<WireFormatException>(() => _serializer.FromBinary(wire.ToByteArray(), "T"));
    }

    [Fact]
    public void A_report_of_a_node_that_encodes_for_itself_alone_has_no_devices_and_says_so()
    {
        var report = Assert.IsType<NodeReport>(_serializer.FromBinary(new Wire.NodeReport { Node = "old" }.ToByteArray(), "N"));
        Assert.Empty(report.Devices);
        Assert.False(report.TellsDevices);
    }

    [Fact]
    public void Another_message_is_not_written() => Assert.Throws<ArgumentException>(() => _serializer.ToBinary("hello"));

    [Fact]
    public void A_query_to_be_encoded_or_ranked_is_not_written_and_the_refusal_names_it()
    {
        var refusing = new RefusingSerializer((ExtendedActorSystem)Sys);
        var query = new Query(Guid.NewGuid(), new TokenizedText("hi", default, truncated: false), QueryPriority.Normal, default, default);
        var roster = new SubsystemRoster(["alarm"]);
        foreach (var message in new object[] { new Encode(query, TestActor, roster), new RankQuery(query, roster) })
        {
            Assert.IsNotAssignableFrom<IWireMessage>(message);
            Assert.Throws<ArgumentException>(() => _serializer.ToBinary(message));
            var refusal = Assert.Throws<WireFormatException>(() => refusing.ToBinary(message));
            Assert.Equal($"{message.GetType()} has no serializer, so it does not leave its node", refusal.Message);
        }
    }

    [Fact]
    public void An_unknown_manifest_is_a_typed_error() =>
        Assert.Throws<WireFormatException>(() => _serializer.FromBinary([], "?"));

    [Fact]
    public void What_is_refused_is_not_counted()
    {
        Assert.Throws<WireFormatException>(() => _serializer.FromBinary([1], "?"));
        Assert.Throws<WireFormatException>(() => _serializer.FromBinary([0xFF], "V"));
        Assert.Throws<ArgumentException>(() => _serializer.ToBinary("hello"));
        Assert.Empty(_serializer.Traffic.Now);
    }

    [Fact]
    public void Bytes_add_up_and_those_read_are_not_those_written()
    {
        var message = new CancelQuery(Guid.CreateVersion7());
        var bytes = _serializer.ToBinary(message);
        _serializer.ToBinary(message);
        _serializer.FromBinary(bytes, _serializer.Manifest(message));
        Assert.Equal([new MessageTraffic("cancel", 2 * bytes.Length, bytes.Length)], _serializer.Traffic.Now);
    }

    [Fact]
    public void The_metric_tells_the_kind_of_message_and_the_direction()
    {
        var seen = new ConcurrentBag<(long, string)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Name == "router.wire.bytes" && instrument.Meter.Name == WireTraffic.MeterName) own.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, bytes, tags, _) => seen.Add((bytes, string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}")))));
        listener.Start();
        // Other tests may count beside this one, but no message of exactly this length.
        var message = new SubsystemUnavailable(new string('x', 54_321), []);
        var written = _serializer.ToBinary(message);
        _serializer.FromBinary(written, _serializer.Manifest(message));
        Assert.Contains((written.Length, "message=unavailable direction=sent"), seen);
        Assert.Contains((written.Length, "message=unavailable direction=received"), seen);
    }

    [Theory]
    [InlineData("F")]
    [InlineData("C")]
    [InlineData("D")]
    [InlineData("R")]
    [InlineData("V")]
    [InlineData("U")]
    [InlineData("S")]
    [InlineData("N")]
    [InlineData("A")]
    [InlineData("M")]
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
}
