using Actors.Runtime.Configuration.Internal;

namespace Actors.Runtime.Configuration;

/// <summary>A reference <c>${path}</c> or <c>${?path}</c> to another value of the same document.</summary>
public class HoconSubstitution : IHoconElement, IMightBeAHoconObject
{
    /// <summary>A reference that is not resolved yet.</summary>
    public HoconSubstitution(string path) => Path = path;

    /// <summary>The path as written, without the question mark.</summary>
    public string Path { get; set; }

    /// <summary>What the path leads to; null when an optional reference leads nowhere.</summary>
    public HoconValue? ResolvedValue { get; set; }

    /// <inheritdoc/>
    public bool IsString() => ResolvedValue?.IsString() ?? false;

    /// <inheritdoc/>
    public string? GetString() => ResolvedValue?.GetString();

    /// <inheritdoc/>
    public bool IsArray() => ResolvedValue?.IsArray() ?? false;

    /// <inheritdoc/>
    public IList<HoconValue> GetArray() => ResolvedValue?.GetArray() ?? [];

    /// <summary>Whether the path leads to an object.</summary>
    public bool IsObject() => ResolvedValue?.IsObject() ?? false;

    /// <summary>The object that the path leads to, or null.</summary>
    public HoconObject? GetObject() => ResolvedValue?.GetObject();
}
