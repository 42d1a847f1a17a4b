using System.CommandLine;
using Router.Host;

namespace Router.Tools.Cli;

/// <summary><c>router config</c>: whether the configuration is right, and what it comes to.</summary>
internal static class ConfigCommand
{
    public static Command Create(CommonOptions common)
    {
        var check = new Command("check", "Checks the configuration, without loading any model.");
        check.SetAction(result =>
        {
            var configuration = ConfigurationSource.Load(result, common);
            var inUse = configuration.Settings.Subsystems.Count(subsystem => subsystem.Enabled);
            Console.Out.WriteLine($"The configuration is right: {configuration.Entries.Count} keys, {inUse} subsystems in use, {configuration.Digest}.");
        });
        var show = new Command("show", "Prints every key of the router with its value in force and where it comes from.");
        show.SetAction(result =>
        {
            foreach (var entry in ConfigurationSource.Load(result, common).Entries)
                Console.Out.WriteLine($"{entry.Key} = {entry.Value}  # {entry.Source}");
        });
        return new Command("config", "Checks or shows the configuration.") { check, show };
    }
}
