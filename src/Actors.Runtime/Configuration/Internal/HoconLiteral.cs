namespace Actors.Runtime.Configuration.Internal;

/// <summary>Text, or the literal <c>null</c> (then the text is null).</summary>
internal sealed class HoconLiteral(string? text) : IHoconElement
{
    public bool IsString() => true;

    public string? GetString() => text;

    public bool IsArray() => false;

    public IList<HoconValue> GetArray() => [];
}
