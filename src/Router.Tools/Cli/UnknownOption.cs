using System.CommandLine;
using System.CommandLine.Parsing;

namespace Router.Tools.Cli;

/// <summary>Tells an option that there is not from a text: the only argument of a command is taken to be its text, whatever it begins with.</summary>
internal static class UnknownOption
{
    /// <exception cref="UsageException">The text looks like an option, and nothing says that it is none.</exception>
    public static void Refuse(string text, ParseResult result)
    {
        if (!text.StartsWith("--", StringComparison.Ordinal) || text.Contains(' ', StringComparison.Ordinal)) return;
        if (result.Tokens.Any(token => token.Type == TokenType.DoubleDash)) return;
        throw new UsageException($"there is no option {text}; a text that begins so goes after --");
    }
}
