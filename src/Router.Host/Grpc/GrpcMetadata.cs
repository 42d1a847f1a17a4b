using System.Collections;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Router.Host.Grpc.Internal;

namespace Router.Host.Grpc;

/// <summary>One entry of a call's metadata.</summary>
/// <param name="Key">In lower case.</param>
/// <param name="Value">Printable ASCII; for a binary entry its bytes in base64.</param>
public readonly record struct GrpcMetadataEntry(string Key, string Value)
{
    /// <summary>Whether the value is bytes: the key ends in <c>-bin</c>.</summary>
    public bool IsBinary => Key.EndsWith(GrpcMetadata.BinarySuffix, StringComparison.Ordinal);
}

/// <summary>A call's metadata: keys with one value or several. Not for several threads at once.</summary>
public sealed class GrpcMetadata : IReadOnlyCollection<GrpcMetadataEntry>
{
    internal const string BinarySuffix = "-bin";

    private readonly List<GrpcMetadataEntry> _entries = [];

    /// <inheritdoc/>
    public int Count => _entries.Count;

    /// <summary>Adds a text.</summary>
    /// <param name="key">Lower-case letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, not ending in <c>-bin</c>.</param>
    /// <param name="value">Printable ASCII.</param>
    /// <exception cref="ArgumentException">The key or the value cannot be sent.</exception>
    public void Add(string key, string value)
    {
        CheckKey(key);
        if (key.EndsWith(BinarySuffix, StringComparison.Ordinal))
            throw new ArgumentException($"{key}: keys that end in {BinarySuffix} take bytes", nameof(key));
        if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            throw new ArgumentException($"{key}: only printable ASCII can be sent", nameof(value));
        _entries.Add(new GrpcMetadataEntry(key, value));
    }

    /// <summary>Adds bytes.</summary>
    /// <param name="key">Lower-case letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, ending in <c>-bin</c>.</param>
    /// <param name="value">Any bytes.</param>
    /// <exception cref="ArgumentException">The key cannot be sent.</exception>
    public void Add(string key, ReadOnlySpan<byte> value)
    {
        CheckKey(key);
        if (!key.EndsWith(BinarySuffix, StringComparison.Ordinal))
            throw new ArgumentException($"{key}: only keys that end in {BinarySuffix} take bytes", nameof(key));
        _entries.Add(new GrpcMetadataEntry(key, Convert.ToBase64String(value).TrimEnd('=')));
    }

    /// <summary>The first value under a key; null when there is none.</summary>
    public string? Get(string key)
    {
        foreach (var entry in _entries)
        {
            if (string.Equals(entry.Key, key, StringComparison.Ordinal)) return entry.Value;
        }
        return null;
    }

    /// <summary>The first value under a key that ends in <c>-bin</c>; null when there is none.</summary>
    public byte[]? GetBinary(string key) => Get(key) is { } value ? Decode(value) : null;

    /// <inheritdoc/>
    public IEnumerator<GrpcMetadataEntry> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The metadata among the headers of a request: all but what the protocol itself needs.</summary>
    /// <exception cref="GrpcException">A binary value is not base64.</exception>
    internal static GrpcMetadata Read(IHeaderDictionary headers)
    {
        var metadata = new GrpcMetadata();
        foreach (var (name, values) in headers)
        {
            if (name.StartsWith(':') || name.StartsWith("grpc-", StringComparison.OrdinalIgnoreCase)) continue;
            if (!GrpcHeaders.IsReserved(name)) metadata.Read(name.ToLowerInvariant(), values);
        }
        return metadata;
    }

    /// <summary>Writes the entries into headers or trailers.</summary>
    internal void WriteTo(IHeaderDictionary headers)
    {
        foreach (var entry in _entries) headers.Append(entry.Key, entry.Value);
    }

    private void Read(string key, StringValues values)
    {
        foreach (var value in values)
        {
            if (!key.EndsWith(BinarySuffix, StringComparison.Ordinal))
            {
                _entries.Add(new GrpcMetadataEntry(key, value ?? ""));
                continue;
            }
            // Several binary values under one key may come joined by commas, which base64 does not use.
            foreach (var part in (value ?? "").Split(',', StringSplitOptions.TrimEntries))
            {
                if (Decode(part) is null)
                    throw new GrpcException(GrpcStatusCode.Internal, $"metadata {key}: the value is not base64");
                _entries.Add(new GrpcMetadataEntry(key, part));
            }
        }
    }

    /// <summary>The bytes of base64 with or without padding; null when it is none.</summary>
    private static byte[]? Decode(string value)
    {
        var text = value.TrimEnd('=');
        var builder = new StringBuilder(text, text.Length + 3).Append('=', (4 - (text.Length % 4)) % 4);
        var bytes = new byte[builder.Length / 4 * 3];
        return Convert.TryFromBase64String(builder.ToString(), bytes, out var length) ? bytes[..length] : null;
    }

    private static void CheckKey(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        foreach (var c in key)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c is not ('-' or '_' or '.'))
                throw new ArgumentException($"'{key}': lower-case letters, digits, -, _ and . are allowed in a key", nameof(key));
        }
        if (GrpcHeaders.IsReserved(key)) throw new ArgumentException($"{key} belongs to the protocol", nameof(key));
    }
}
