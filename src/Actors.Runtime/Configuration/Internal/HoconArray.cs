namespace Actors.Runtime.Configuration.Internal;

/// <summary>A list of values.</summary>
internal sealed class HoconArray(List<HoconValue> items) : IHoconElement
{
    public bool IsString() => false;

    public string? GetString() => null;

    public bool IsArray() => true;

    public IList<HoconValue> GetArray() => items;
}
