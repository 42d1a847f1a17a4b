using System.CommandLine;
using Router.Contracts.Configuration;
using Router.Host.Security;

namespace Router.Tools.Cli;

/// <summary><c>router keys</c>: API keys. The program keeps none; the file with their hashes is the operator's.</summary>
internal static class KeysCommand
{
    public static Command Create() => new("keys", "Makes API keys.") { CreateCommand() };

    private static Command CreateCommand()
    {
        var name = new Argument<string>("NAME") { Description = $"Whose key it is: {ValueForms.AllowedName}." };
        var scopes = new Option<string>("--scopes")
        {
            Description = $"What its holder may do, with commas between: {string.Join(", ", Scopes.All)}.",
            HelpName = "SCOPE,SCOPE",
            Required = true,
        };
        var tenant = new Option<string>("--tenant")
        {
            Description = "Whom its holder works for.",
            HelpName = "TENANT",
            DefaultValueFactory = _ => "",
        };
        var command = new Command(
            "create", "Prints a new key, which is not kept anywhere, and the line for the file router.security.api-keys-file.")
        {
            name,
            scopes,
            tenant,
        };
        command.SetAction(async (result, _) =>
        {
            var (key, line) = Make(result.GetValue(name)!, result.GetValue(scopes)!, result.GetValue(tenant)!);
            await Console.Out.WriteLineAsync($"key:  {key}");
            await Console.Out.WriteLineAsync($"line: {line}");
            return ExitCodes.Ok;
        });
        return command;
    }

    /// <exception cref="UsageException">An argument is not what it may be.</exception>
    private static (string Key, string Line) Make(string name, string scopes, string tenant)
    {
        try
        {
            var (key, entry) = ApiKey.Create(name, scopes.Split(','), tenant);
            return (key, entry.ToLine());
        }
        catch (FormatException wrong)
        {
            throw new UsageException(wrong.Message);
        }
    }
}
