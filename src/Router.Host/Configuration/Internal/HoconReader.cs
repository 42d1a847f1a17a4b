using Akka.Configuration.Hocon;

namespace Router.Host.Configuration.Internal;

/// <summary>Reads HOCON with Akka.NET's parser, from a text that was checked before, into a tree that is checked after.</summary>
internal static class HoconReader
{
    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="include">Reads the file of an include.</param>
    /// <exception cref="FileProblem">What is wrong, and where.</exception>
    public static Config Parse(string text, Func<string, HoconRoot> include)
    {
        var hocon = HoconText.Check(text);
        Func<string, bool, string?> valueOf = (_, _) => null;
        if (hocon.HasSubstitutions)
        {
            // Which keys there are does not depend on what they hold.
            var keys = Read(hocon.Write((_, _) => "\"\""), include);
            valueOf = (path, isOptional) => keys.GetValue(path) is null ? Environment(path, isOptional) : null;
        }
        var config = Read(hocon.Write(valueOf), include);
        HoconTree.Check(config);
        return config;
    }

    private static string Environment(string name, bool isOptional)
    {
        if (System.Environment.GetEnvironmentVariable(name) is { } value) return Quote(value);
        return isOptional ? "" : throw new FileProblem(
            $"${{{name}}}: there is no such key in this file or in what it includes, and no such variable in the environment; ${{?{name}}} may be missing");
    }

    private static string Quote(string value)
    {
        var escaped = value.Select(c => c is '"' or '\\' || char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString());
        return $"\"{string.Concat(escaped)}\"";
    }

    private static Config Read(string text, Func<string, HoconRoot> include)
    {
        try
        {
            return ConfigurationFactory.ParseString(text, include);
        }
        catch (Exception failure) when (failure is not (FileProblem or OutOfMemoryException))
        {
            throw new FileProblem(failure.Message);
        }
    }
}
