using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Router.Tools.Cli;

namespace Router.Tools.Tests.Cli;

public sealed class LineFormatterTests
{
    [Theory]
    [InlineData("plain, 给我讲个笑话", "plain, 给我讲个笑话")]
    [InlineData("\u001b[2Jevil\u0007\r\u007f\u009b", @"\u001b[2Jevil\u0007\u000d\u007f\u009b")]
    [InlineData("two\nlines", "two lines")]
    public void An_event_is_one_line_without_control_characters(string told, string written)
    {
        using var line = new StringWriter();
        var scopes = new LoggerExternalScopeProvider();
        using var scope = scopes.Push(told);

        Formatter.Write(new LogEntry<string>(LogLevel.Warning, told, new EventId(7), told, new IOException(told), (state, _) => state), scopes, line);

        var parts = line.ToString().Split(' ', 2);
        Assert.True(DateTimeOffset.TryParse(parts[0], System.Globalization.CultureInfo.InvariantCulture, out _));
        Assert.Equal($"warn: {written}[7] => {written} {written} System.IO.IOException: {written}{Environment.NewLine}", parts[1]);
    }

    private static LineFormatter Formatter => new(new Monitor());

    private sealed class Monitor : IOptionsMonitor<ConsoleFormatterOptions>
    {
        public ConsoleFormatterOptions CurrentValue { get; } = new() { TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ" };

        public ConsoleFormatterOptions Get(string? name) => CurrentValue;

        public IDisposable? OnChange(Action<ConsoleFormatterOptions, string?> listener) => null;
    }
}
