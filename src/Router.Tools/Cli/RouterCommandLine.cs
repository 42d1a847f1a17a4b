using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text;
using Router.Host;

namespace Router.Tools.Cli;

/// <summary>The command line <c>router</c>.</summary>
internal static class RouterCommandLine
{
    /// <summary>Runs one command.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        // Decisions are UTF-8 whatever the locale says; the byte order mark stays off.
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var options = new CommonOptions();
        var result = Build(options).Parse(arguments);
        if (result.Errors.Count > 0 && result.Action is ParseErrorAction)
        {
            foreach (var error in result.Errors) await Console.Error.WriteLineAsync($"router: {error.Message}");
            await Console.Error.WriteLineAsync("Run router --help, or router COMMAND --help, for what is allowed.");
            return ExitCodes.Usage;
        }
        using var signals = new Signals();
        try
        {
            // Signals are handled here: the built-in handling ends the process before a node could drain.
            var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await result.InvokeAsync(invocation, signals.Token);
        }
        catch (Exception failure)
        {
            return CliFailure.Report(failure, Console.Error, result.GetValue(options.Verbose));
        }
    }

    private static RootCommand Build(CommonOptions options) =>
        new("Routes what people say to the subsystem that handles it, with intent and slots.\n\n" + ExitCodes.Help)
        {
            options.Verbose,
            options.AddConfigurationTo(ServeCommand.Create(options)),
            options.AddConfigurationTo(RouteCommand.Create(options)),
            ValuesCommand.Create(),
            PlayCommand.Create(),
            StreamCommand.Create(),
            options.AddConfigurationTo(BenchCommand.Create(options)),
            options.AddConfigurationTo(EvalCommand.Create(options)),
            options.AddConfigurationTo(ModelsCommand.Create(options)),
            options.AddConfigurationTo(ConfigCommand.Create(options)),
            ClusterCommand.Create(options),
            KeysCommand.Create(),
        };
}
