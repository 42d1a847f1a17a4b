using Router.Host;
using Spectre.Console;

namespace Router.Tools.Cli;

/// <summary>A progress bar on standard error while lines are routed; nothing where nobody watches.</summary>
internal static class LineProgress
{
    /// <summary>Does the work, showing a bar when standard error is a terminal.</summary>
    /// <param name="input">What is read; its length, where it has one, is the bar's.</param>
    /// <param name="work">The work; it reports lines and bytes.</param>
    public static Task<long> RunAsync(Stream input, Func<IProgress<(long Lines, long Bytes)>?, Task<long>> work) =>
        ShowAsync(input.CanSeek && input.Length > 0 ? input.Length : null, work);

    /// <summary>Does the work, showing a bar when standard error is a terminal.</summary>
    /// <param name="lines">How many there are.</param>
    /// <param name="work">The work; it reports lines.</param>
    public static Task<T> RunAsync<T>(long lines, Func<IProgress<long>?, Task<T>> work) =>
        ShowAsync(lines, bar => work(bar is null ? null : new LineBar(bar)));

    private static Task<T> ShowAsync<T>(long? length, Func<Bar?, Task<T>> work)
    {
        if (Console.IsErrorRedirected) return work(null);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress()
            .Columns(
                new SpinnerColumn(), new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context =>
            {
                var task = context.AddTask("routing");
                if (length is { } end) task.MaxValue = end;
                else task.IsIndeterminate = true;
                return work(new Bar(task));
            });
    }

    private sealed class Bar(ProgressTask task) : IProgress<(long Lines, long Bytes)>
    {
        public void Report((long Lines, long Bytes) value)
        {
            task.Description = $"routing: {value.Lines} lines";
            if (!task.IsIndeterminate) task.Value = value.Bytes;
        }
    }

    private sealed class LineBar(Bar bar) : IProgress<long>
    {
        public void Report(long value) => bar.Report((value, value));
    }
}
