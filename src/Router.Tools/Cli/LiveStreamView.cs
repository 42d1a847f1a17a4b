using System.Globalization;
using Router.Tools.Calls;
using Router.Tools.Playback;
using Spectre.Console;
using Status = Grpc.Core.Status;

namespace Router.Tools.Cli;

/// <summary>Shows decisions in a table that changes as they come, on a terminal.</summary>
internal sealed class LiveStreamView(IAnsiConsole console) : IStreamView
{
    /// <summary>Lines of the terminal that are not rows: the table's frame and head, and a line for the cursor.</summary>
    private const int Frame = 6;

    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(80);

    /// <summary>Narrower terminals get lines.</summary>
    private const int NarrowestTerminal = 80;

    private readonly StreamRows _rows = new();
    private readonly List<string> _failures = [];

    /// <summary>Whether there is a terminal, and room in it.</summary>
    public static bool Fits(IAnsiConsole console) =>
        !Console.IsOutputRedirected && console.Profile.Capabilities.Interactive && console.Profile.Width >= NarrowestTerminal;

    public ISessionListener Open(string session) => _rows.Open(session);

    public void Failed(string session, Status status)
    {
        lock (_failures) _failures.Add($"{session}: ended with {CallStatus.NameOf(status.StatusCode)}: {status.Detail}");
    }

    public async Task RunAsync(Func<Task> play)
    {
        try
        {
            await console.Live(Head()).AutoClear(true).StartAsync(async context =>
            {
                var playing = play();
                while (!playing.IsCompleted)
                {
                    context.UpdateTarget(Last(console.Profile.Height - Frame));
                    await Task.WhenAny(playing, Task.Delay(Refresh));
                }
                await playing;
            });
        }
        finally
        {
            console.Write(All());
            foreach (var failure in _failures) console.WriteLine(failure);
        }
    }

    /// <summary>The last utterances, each in one line so that the table does not outgrow the terminal.</summary>
    private Table Last(int most)
    {
        var table = Head();
        var widths = WidthsFor(console.Profile.Width);
        for (var i = 0; i < widths.Length; i++) table.Columns[i].Width = widths[i];
        Fill(table, _rows.Read(rows => rows.TakeLast(Math.Max(1, most)).Select(row => Cells(row, widths)).ToArray()));
        return table;
    }

    private Table All()
    {
        var table = Head();
        Fill(table, _rows.Read(rows => rows.Select(row => Cells(row, widths: null)).ToArray()));
        return table;
    }

    private static Table Head() => new Table().Border(TableBorder.Rounded)
        .AddColumn("session").AddColumn("heard").AddColumn("intent").AddColumn("slots")
        .AddColumn(new TableColumn("speculation").NoWrap()).AddColumn(new TableColumn("ms").RightAligned().NoWrap());

    private static void Fill(Table table, Text[][] rows)
    {
        foreach (var cells in rows) table.AddRow(cells);
    }

    /// <summary>Widths of the columns in a terminal: what speculation and milliseconds leave is shared among the others.</summary>
    private static int[] WidthsFor(int terminal)
    {
        const int Speculation = 11, Milliseconds = 7, Lines = 19;
        var rest = Math.Max(40, terminal - Lines - Speculation - Milliseconds);
        var (session, intent, slots) = (rest * 22 / 100, rest * 24 / 100, rest * 22 / 100);
        return [session, rest - session - intent - slots, intent, slots, Speculation, Milliseconds];
    }

    private static Text[] Cells(UtteranceRow row, int[]? widths)
    {
        var style = row.End switch
        {
            "" => new Style(Color.Grey),
            "error" => new Style(Color.Red),
            "cancelled" => new Style(decoration: Decoration.Dim | Decoration.Strikethrough),
            _ => Style.Plain,
        };
        var intent = row.End.Length == 0 && row.Intent.Length > 0 ? row.Intent + " ?" : row.Intent;
        var ms = row.LatencyMs?.ToString("0.0", CultureInfo.InvariantCulture) ?? "";
        string[] cells = [row.Session, row.Text, intent, row.Slots, row.End, ms];
        return [.. cells.Select((cell, i) => new Text(widths is null ? cell : TextWidth.Cut(cell, widths[i]), style))];
    }
}
