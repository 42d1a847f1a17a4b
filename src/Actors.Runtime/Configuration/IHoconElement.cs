namespace Actors.Runtime.Configuration;

/// <summary>One part of a <see cref="HoconValue"/>: a literal, an array, an object or a substitution.</summary>
public interface IHoconElement
{
    /// <summary>Whether this part is text (numbers and booleans are text too).</summary>
    bool IsString();

    /// <summary>The text, or null when this part is not text or is the literal <c>null</c>.</summary>
    string? GetString();

    /// <summary>Whether this part is an array.</summary>
    bool IsArray();

    /// <summary>The elements; empty when this part is not an array.</summary>
    IList<HoconValue> GetArray();
}
