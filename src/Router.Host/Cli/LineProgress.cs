using Spectre.Console;

namespace Router.Host.Cli;

/// <summary>A progress bar on standard error while lines are routed; nothing where nobody watches.</summary>
internal static class LineProgress
{
    /// <summary>Does the work, showing a bar when standard error is a terminal.</summary>
    /// <param name="input">What is read; its length, where it has one, is the bar's.</param>
    /// <param name="work">The work; it reports lines and bytes.</param>
    public static Task<long> RunAsync(Stream input, Func<IProgress<(long Lines, long Bytes)>?, Task<long>> work)
    {
        if (Console.IsErrorRedirected) return work(null);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress()
            .Columns(
                new SpinnerColumn(), new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context =>
            {
                var task = context.AddTask("routing");
                if (input.CanSeek && input.Length > 0) task.MaxValue = input.Length;
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
}
