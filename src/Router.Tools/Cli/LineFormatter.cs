using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Router.Tools.Cli;

/// <summary>
/// An event as one line of text, as SimpleConsole has it, but without its control characters: a terminal would obey those that a client put into what is logged of it.
/// </summary>
internal sealed class LineFormatter(IOptionsMonitor<ConsoleFormatterOptions> options) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var time = TimeProvider.System.GetUtcNow().ToString(options.CurrentValue.TimestampFormat, CultureInfo.InvariantCulture);
        var line = new StringBuilder($"{time} {NameOf(logEntry.LogLevel)}: {logEntry.Category}[{logEntry.EventId.Id}]");
        scopeProvider?.ForEachScope(static (scope, line) => line.Append(CultureInfo.InvariantCulture, $" => {scope}"), line);
        line.Append(' ').Append(message);
        if (logEntry.Exception is { } exception) line.Append(' ').Append(exception);
        foreach (var character in line.Replace(Environment.NewLine, " ").ToString())
        {
            if (char.IsControl(character)) textWriter.Write($"\\u{(int)character:x4}");
            else textWriter.Write(character);
        }
        textWriter.WriteLine();
    }

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}
