using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Google.Protobuf.Reflection;

namespace Router.Contracts;

/// <summary>
/// Finds the text in broken UTF-8 of a message that the protobuf library refused: the library does not say which field it was.
/// </summary>
public static class TextFields
{
    /// <summary>The first text that is not valid UTF-8, as its path of field names; null when all are valid.</summary>
    /// <param name="type">The message's type.</param>
    /// <param name="payload">Bytes that the library takes for such a message.</param>
    public static string? FindBroken(MessageDescriptor type, in ReadOnlySequence<byte> payload)
    {
        if (IsAscii(payload)) return null;
        if (payload.IsSingleSegment) return FindBroken(type, payload.FirstSpan);
        var rented = ArrayPool<byte>.Shared.Rent((int)payload.Length);
        try
        {
            payload.CopyTo(rented);
            return FindBroken(type, rented.AsSpan(0, (int)payload.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static string? FindBroken(MessageDescriptor type, ReadOnlySpan<byte> payload)
    {
        var reader = new FieldReader(payload);
        while (reader.Next(out var number, out var value))
        {
            if (type.FindFieldByNumber(number) is not { } field) continue;
            if (field.FieldType == FieldType.String && !Utf8.IsValid(value)) return field.Name;
            if (field.FieldType == FieldType.Message && FindBroken(field.MessageType, value) is { } inner) return $"{field.Name}.{inner}";
        }
        return null;
    }

    private static bool IsAscii(in ReadOnlySequence<byte> payload)
    {
        foreach (var segment in payload)
        {
            if (!Ascii.IsValid(segment.Span)) return false;
        }
        return true;
    }

    /// <summary>Steps over the length-delimited fields of a message; stops where the bytes are none.</summary>
    private ref struct FieldReader(ReadOnlySpan<byte> rest)
    {
        private ReadOnlySpan<byte> _rest = rest;

        public bool Next(out int number, out ReadOnlySpan<byte> value)
        {
            number = 0;
            value = default;
            while (TryReadVarint(out var tag))
            {
                switch (tag & 7)
                {
                    case 0 when TryReadVarint(out _):
                    case 1 when TrySkip(8):
                    case 3 or 4:
                    case 5 when TrySkip(4):
                        continue;
                    case 2 when TryReadVarint(out var length) && length <= (ulong)_rest.Length:
                        number = (int)(tag >> 3);
                        value = _rest[..(int)length];
                        _rest = _rest[(int)length..];
                        return true;
                    default:
                        return false;
                }
            }
            return false;
        }

        private bool TrySkip(int bytes)
        {
            if (_rest.Length < bytes) return false;
            _rest = _rest[bytes..];
            return true;
        }

        private bool TryReadVarint(out ulong value)
        {
            value = 0;
            for (var i = 0; i < _rest.Length && i < 10; i++)
            {
                value |= (ulong)(_rest[i] & 0x7f) << (7 * i);
                if (_rest[i] >= 0x80) continue;
                _rest = _rest[(i + 1)..];
                return true;
            }
            return false;
        }
    }
}
