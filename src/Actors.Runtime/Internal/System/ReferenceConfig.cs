using Actors.Runtime.Configuration;

namespace Actors.Runtime.Internal;

/// <summary>The engine's own defaults, embedded in the assembly.</summary>
internal static class ReferenceConfig
{
    internal static Config Value { get; } = Load();

    private static Config Load()
    {
        using var stream = typeof(ReferenceConfig).Assembly.GetManifestResourceStream("Actors.Runtime.reference.conf")!;
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }
}
