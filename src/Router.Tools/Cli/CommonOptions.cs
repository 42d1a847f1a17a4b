using System.CommandLine;
using Router.Host;

namespace Router.Tools.Cli;

/// <summary>The options that many commands take: all of them <c>--verbose</c>, and the others those that read the configuration.</summary>
internal sealed class CommonOptions
{
    public Option<string?> Config { get; } = new("--config", "-c")
    {
        Description = "Configuration file; without it hocon/router.conf of the installation.",
        HelpName = "PATH",
        Recursive = true,
    };

    public Option<string?> Node { get; } = new("--node")
    {
        Description = "The node of a deployment with several: reads nodes/NAME.conf beside the configuration file, and gives the node this name.",
        HelpName = "NAME",
        Recursive = true,
    };

    public Option<string[]> Set { get; } = new("--set", "-s")
    {
        Description = "Sets one configuration key, over the files; may be given several times.",
        HelpName = "KEY=VALUE",
        Recursive = true,
        DefaultValueFactory = _ => [],
    };

    public Option<bool> Verbose { get; } = new("--verbose", "-v")
    {
        Description = "Prints the log and, when something fails, the details.",
        Recursive = true,
    };

    /// <summary>Gives a command, and those under it, the options that say which configuration it reads.</summary>
    public Command AddConfigurationTo(Command command)
    {
        foreach (var option in new Option[] { Config, Node, Set }) command.Options.Add(option);
        return command;
    }
}
