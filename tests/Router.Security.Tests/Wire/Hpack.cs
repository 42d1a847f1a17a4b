using System.Text;

namespace Router.Security.Tests.Wire;

/// <summary>Header blocks (RFC 7541) byte by byte, right or wrong.</summary>
internal static class Hpack
{
    /// <summary>The headers of a proper call of a method of <c>router.v1.Router</c>, and more.</summary>
    public static byte[] Call(string method, params (string Name, string Value)[] more) =>
        Block([(":method", "POST"), (":scheme", "http"), (":path", $"/router.v1.Router/{method}"), (":authority", "localhost"), ("content-type", "application/grpc"), ("te", "trailers"), .. more]);

    /// <summary>Fields that nobody is to remember.</summary>
    public static byte[] Block(params (string Name, string Value)[] fields) => [.. fields.SelectMany(field => Literal(field.Name, field.Value))];

    /// <summary>A field that is not to be remembered.</summary>
    public static byte[] Literal(string name, string value) => [0x00, .. Text(name), .. Text(value)];

    /// <summary>A field that gets the first place of the table, 62.</summary>
    public static byte[] Remembered(string name, string value) => [0x40, .. Text(name), .. Text(value)];

    /// <summary>A field of the table.</summary>
    public static byte[] Indexed(int index) => Integer(0x80, 7, index);

    /// <summary>How large the table is to be.</summary>
    public static byte[] TableSize(int bytes) => Integer(0x20, 5, bytes);

    /// <summary>A number in the low bits of a byte and those after it.</summary>
    public static byte[] Integer(byte high, int bits, long value)
    {
        var most = (1 << bits) - 1;
        if (value < most) return [(byte)(high | value)];
        var bytes = new List<byte> { (byte)(high | most) };
        for (value -= most; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }

    private static byte[] Text(string text) => [.. Integer(0, 7, Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];
}
