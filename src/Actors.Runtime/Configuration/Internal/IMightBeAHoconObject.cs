namespace Actors.Runtime.Configuration.Internal;

/// <summary>A value that may turn out to be an object.</summary>
internal interface IMightBeAHoconObject
{
    bool IsObject();

    HoconObject? GetObject();
}
