using System.Globalization;
using Router.Host.Grpc;
using Router.Host.Grpc.Internal;
using Router.Host.Playback;
using Spectre.Console;

namespace Router.Host.Cli;

/// <summary>Shows decisions in a table that changes as they come, on a terminal.</summary>
internal sealed class LiveStreamView(IAnsiConsole console) : IStreamView
{
    /// <summary>Lines of the terminal that are not rows: the table's frame and head, and a line for the cursor.</summary>
    private const int Frame = 6;

    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(80);

    private readonly StreamRows _rows = new();
    private readonly List<string> _failures = [];

    public ISessionListener Open(string session) => _rows.Open(session);

    public void Failed(string session, GrpcStatus status)
    {
        lock (_failures) _failures.Add($"{session}: ended with {GrpcHeaders.NameOf(status.Code)}: {status.Detail}");
    }

    public async Task RunAsync(Func<Task> play)
    {
        await console.Live(ToTable(most: 1)).AutoClear(true).StartAsync(async context =>
        {
            var playing = play();
            while (!playing.IsCompleted)
            {
                context.UpdateTarget(ToTable(Math.Max(1, console.Profile.Height - Frame)));
                context.Refresh();
                await Task.WhenAny(playing, Task.Delay(Refresh));
            }
            await playing;
        });
        console.Write(ToTable(int.MaxValue));
        foreach (var failure in _failures) console.WriteLine(failure);
    }

    /// <summary>The last utterances, those under way always among them while there is room.</summary>
    private Table ToTable(int most)
    {
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumn("session").AddColumn("heard").AddColumn("intent").AddColumn("slots")
            .AddColumn(new TableColumn("speculation").NoWrap()).AddColumn(new TableColumn("ms").RightAligned().NoWrap());
        var shown = _rows.Read(rows => rows.TakeLast(most).Select(Cells).ToArray());
        foreach (var cells in shown) table.AddRow(cells);
        return table;
    }

    private static Text[] Cells(UtteranceRow row)
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
        return [.. new[] { row.Session, row.Text, intent, row.Slots, row.End, ms }.Select(cell => new Text(cell, style).Ellipsis())];
    }
}
