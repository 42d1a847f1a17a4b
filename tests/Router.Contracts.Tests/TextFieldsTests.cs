using System.Buffers;
using Google.Protobuf;

namespace Router.Contracts.Tests;

public sealed class TextFieldsTests
{
    [Fact]
    public void Valid_texts_are_no_finding()
    {
        var message = new Protocol.RouteRequest { Text = "关灯 🙂 \uFFFD", Language = "zh", TimeoutMs = uint.MaxValue };
        Assert.Null(Find(Protocol.RouteRequest.Descriptor, message.ToByteArray()));
    }

    [Fact]
    public void A_broken_text_is_named() => Assert.Equal("text", Find(Protocol.RouteRequest.Descriptor, [0x0a, 2, 0xc3, 0x28]));

    [Fact]
    public void The_field_that_is_broken_is_named_and_not_the_one_before() =>
        Assert.Equal("language", Find(Protocol.RouteRequest.Descriptor, [0x20, 0x80, 1, 0x0a, 2, 0xc3, 0xbc, 0x12, 1, 0xff]));

    [Fact]
    public void A_broken_text_inside_another_message_is_named_with_its_path()
    {
        var slot = new byte[] { 0x0a, 1, 0xff };
        Assert.Equal("slots.type", Find(Protocol.RouteDecision.Descriptor, [0x39, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0x32, 3, .. slot]));
    }

    [Fact]
    public void Unknown_fields_are_not_looked_into() =>
        Assert.Null(Find(Protocol.RouteRequest.Descriptor, [0x7a, 1, 0xff, 0x7d, 0xff, 0xff, 0xff, 0xff]));

    [Fact]
    public void A_text_that_lies_in_several_segments_is_judged_as_one()
    {
        var bytes = new Protocol.RouteRequest { Text = "关灯" }.ToByteArray();
        for (var cut = 1; cut < bytes.Length; cut++) Assert.Null(Find(Split(bytes, cut)));
        bytes[^1] = (byte)'x';
        for (var cut = 1; cut < bytes.Length; cut++) Assert.Equal("text", Find(Split(bytes, cut)));
    }

    [Fact]
    public void Bytes_that_are_no_message_do_no_harm()
    {
        var random = new Random(20260);
        for (var i = 0; i < 2000; i++)
        {
            var bytes = new byte[random.Next(24)];
            random.NextBytes(bytes);
            Find(Protocol.RouteDecision.Descriptor, bytes);
        }
    }

    [Fact]
    public void The_library_refuses_broken_texts_without_naming_them_which_is_why_they_are_looked_for()
    {
        var error = Assert.Throws<InvalidProtocolBufferException>(() => Protocol.RouteRequest.Parser.ParseFrom([0x0a, 2, 0xc3, 0x28]));
        Assert.DoesNotContain("text", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Bytes of a request may lie in several buffers, and a text across them.</summary>
    [Fact]
    public void The_library_refuses_broken_texts_wherever_the_bytes_are_split()
    {
        byte[] message = [0x0a, 6, (byte)'a', (byte)'b', 0xc3, 0x28, (byte)'c', (byte)'d'];
        for (var at = 1; at < message.Length; at++)
        {
            var split = Split(message, at);
            Assert.Throws<InvalidProtocolBufferException>(() => Protocol.RouteRequest.Parser.ParseFrom(split));
            Assert.Equal("text", Find(split));
        }
    }

    private static string? Find(ReadOnlySequence<byte> payload) => TextFields.FindBroken(Protocol.RouteRequest.Descriptor, payload);

    private static string? Find(Google.Protobuf.Reflection.MessageDescriptor type, byte[] payload) =>
        TextFields.FindBroken(type, new ReadOnlySequence<byte>(payload));

    private static ReadOnlySequence<byte> Split(byte[] bytes, int cut)
    {
        var first = new Segment(bytes.AsMemory(0, cut), 0, next: null);
        var last = new Segment(bytes.AsMemory(cut), cut, next: null);
        first.Join(last);
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long index, Segment? next) => (Memory, RunningIndex, Next) = (memory, index, next);

        public void Join(Segment next) => Next = next;
    }
}
