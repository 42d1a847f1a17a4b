using System.Text;

namespace Router.Inference.Internal;

/// <summary>One field of a serialised protobuf message.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Content">The bytes of a length-delimited field; empty for any other.</param>
/// <param name="Whole">Tag, length and content.</param>
/// <param name="Value">The number of a varint field; 0 for any other.</param>
internal readonly record struct ProtobufField(int Number, ReadOnlyMemory<byte> Content, ReadOnlyMemory<byte> Whole, ulong Value)
{
    /// <summary>The content as text; "" for a field that is not there.</summary>
    public string Text => Encoding.UTF8.GetString(Content.Span);
}

/// <summary>Walks the fields of a serialised protobuf message without copying or knowing its type.</summary>
internal static class ProtobufReader
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;

    /// <exception cref="FormatException">The bytes are no protobuf message.</exception>
    public static List<ProtobufField> Fields(ReadOnlyMemory<byte> message)
    {
        var fields = new List<ProtobufField>();
        for (var position = 0; position < message.Length;)
        {
            var start = position;
            var tag = ReadVarint(message.Span, ref position);
            var value = (tag & 7) == Varint ? ReadVarint(message.Span, ref position) : 0;
            var length = ContentLength((int)(tag & 7), message.Span, ref position);
            if (length > (ulong)(message.Length - position)) throw new FormatException("a field is longer than its message");
            var content = (tag & 7) == LengthDelimited ? message.Slice(position, (int)length) : default;
            position += (int)length;
            fields.Add(new ProtobufField((int)(tag >> 3), content, message[start..position], value));
        }
        return fields;
    }

    /// <summary>The text of a message's first field of this number; "" where it has none.</summary>
    public static string TextOf(List<ProtobufField> message, int number) => message.Find(field => field.Number == number).Text;

    /// <summary>The texts of a message's fields of this number, in their order.</summary>
    public static string[] TextsOf(List<ProtobufField> message, int number) => [.. message.Where(field => field.Number == number).Select(field => field.Text)];

    /// <summary>Appends a length-delimited field.</summary>
    public static void Write(Stream stream, int number, ReadOnlySpan<byte> content)
    {
        WriteVarint(stream, ((ulong)number << 3) | LengthDelimited);
        WriteVarint(stream, (ulong)content.Length);
        stream.Write(content);
    }

    private static ulong ContentLength(int wireType, ReadOnlySpan<byte> message, ref int position)
    {
        switch (wireType)
        {
            case Varint:
                return 0;
            case LengthDelimited:
                return ReadVarint(message, ref position);
            case Fixed64:
                return sizeof(ulong);
            case Fixed32:
                return sizeof(uint);
            default:
                throw new FormatException($"wire type {wireType}");
        }
    }

    private static ulong ReadVarint(ReadOnlySpan<byte> message, ref int position)
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (position >= message.Length) throw new FormatException("a number is cut off");
            var part = message[position++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return value;
        }
        throw new FormatException("a number has more than 64 bits");
    }

    private static void WriteVarint(Stream stream, ulong value)
    {
        for (; value >= 0x80; value >>= 7) stream.WriteByte((byte)(value | 0x80));
        stream.WriteByte((byte)value);
    }
}
