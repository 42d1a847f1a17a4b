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
        var hocon = new HoconText(text);
        var keys = hocon.HasSubstitutions ? Read(hocon.WriteKeys(), include) : null;
        var (written, helpers) = hocon.Write(key => keys!.GetValue(key) is not null);
        var config = Read(written, include);
        HoconTree.Check(config);
        foreach (var helper in helpers) config.Root.GetObject().Items.Remove(helper);
        return config;
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
