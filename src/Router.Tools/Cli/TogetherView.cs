using Router.Tools.Models;
using Spectre.Console;

namespace Router.Tools.Cli;

/// <summary>What a subsystem takes from the others, as a table.</summary>
internal static class TogetherView
{
    public static void Print(TogetherReport report)
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = DecisionView.RedirectedWidth;
        var table = new Table().Border(TableBorder.Rounded).AddColumn("known texts of");
        foreach (var name in new[] { "texts", $"right without {report.Candidate}", "right with it", "lost of 100", $"taken by {report.Candidate}" })
            table.AddColumn(new TableColumn(new Text(name)).RightAligned());
        foreach (var row in report.Others) AddRow(table, row.Name, row);
        AddRow(table, "nobody", report.General);
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine($"lost by the others: {report.Lost:0.00} of 100 texts");
        foreach (var backbone in report.Untried) Console.Error.WriteLine($"router: {backbone} brings no known texts; the head of '{report.Candidate}' for it was not tried");
    }

    private static void AddRow(Table table, string name, TogetherRow row) => table.AddRow(
        new Text(name), new Text($"{row.Texts}"), new Text($"{row.RightWithout}"), new Text($"{row.RightWith}"), new Text($"{row.Lost:0.00}"), new Text($"{row.Taken}"));
}
