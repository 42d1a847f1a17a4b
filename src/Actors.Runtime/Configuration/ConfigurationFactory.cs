using System.Reflection;
using Actors.Runtime.Configuration.Internal;

namespace Actors.Runtime.Configuration;

/// <summary>Makes configurations from HOCON text.</summary>
public class ConfigurationFactory
{
    /// <summary>A configuration without any key.</summary>
    public static Config Empty => Config.Empty;

    /// <summary>Reads HOCON text. An include is an error.</summary>
    /// <exception cref="ConfigurationException">The text is not valid; the message names line and column.</exception>
    public static Config ParseString(string hocon) => new(HoconParser.Parse(hocon, include: null));

    /// <summary>
    /// Reads HOCON text. <paramref name="includeCallback"/> gets the name in each <c>include "name"</c> and gives the parsed
    /// document, which must resolve its substitutions by itself.
    /// </summary>
    /// <exception cref="ConfigurationException">The text is not valid, or an include failed; the message names line and column.</exception>
    public static Config ParseString(string hocon, Func<string, HoconRoot> includeCallback) => new(HoconParser.Parse(hocon, includeCallback));

    /// <summary>Reads an embedded resource, UTF-8.</summary>
    /// <exception cref="ConfigurationException">There is no such resource, or it is not valid.</exception>
    public static Config FromResource(string resourceName, Assembly assembly)
    {
        using var stream = assembly.GetManifestResourceStream(resourceName)
            ?? throw new ConfigurationException($"the assembly {assembly.GetName().Name} has no resource {resourceName}");
        using var reader = new StreamReader(stream);
        return ParseString(reader.ReadToEnd());
    }
}
