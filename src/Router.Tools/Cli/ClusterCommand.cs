using System.CommandLine;
using System.Net;
using System.Text.Json;
using Router.Contracts;
using Router.Tools.Calls;
using Spectre.Console;

namespace Router.Tools.Cli;

/// <summary><c>router cluster</c>: what a running node knows of its cluster.</summary>
internal static class ClusterCommand
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        var url = new Option<Uri?>("--url", "-u")
        {
            Description = "Where a node of the cluster listens for HTTP; http://127.0.0.1:8080 unless given.",
            HelpName = "URL",
            CustomParser = Addresses.ParseHttp,
        };
        var json = new Option<bool>("--json") { Description = "Prints JSON instead of a table." };
        var status = new Command(
            "status", "Prints the members, what runs on each, and the subsystems that nobody serves.\n\nEnds with code 1 while there are such subsystems.") { url, json };
        status.SetAction(async (result, cancellationToken) =>
        {
            var found = await ReadAsync(result.GetValue(url) ?? new Uri("http://127.0.0.1:8080"), cancellationToken);
            if (result.GetValue(json)) Console.Out.WriteLine(JsonSerializer.Serialize(found, WireJson.TypeInfo<ClusterStatus>()));
            else Print(found);
            return found.Unserved.Count == 0 ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return new Command("cluster", "Looks at a running cluster.") { status };
    }

    /// <exception cref="HttpRequestException">Nobody answers there, or not as a node of a cluster.</exception>
    private static async Task<ClusterStatus> ReadAsync(Uri url, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(OwnKey.Around(new SocketsHttpHandler())) { Timeout = Timeout };
        using var response = await client.GetAsync(new Uri(url, "/v1/cluster"), cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound) throw new HttpRequestException($"the node at {url} is in no cluster");
        response.EnsureSuccessStatusCode();
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        return JsonSerializer.Deserialize(body, WireJson.TypeInfo<ClusterStatus>()) ?? throw new HttpRequestException($"the node at {url} says nothing of its cluster");
    }

    private static void Print(ClusterStatus status)
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = DecisionView.RedirectedWidth;
        var table = new Table().Border(TableBorder.Rounded).AddColumns("node", "address", "status", "zone", "roles", "version", "runs");
        foreach (var member in status.Members)
        {
            var state = member.Trusted ? member.Status : $"{member.Status}, out of reach";
            table.AddRow(
                new Text(member.Name), new Text(member.Address), new Text(state), new Text(member.Zone), new Text(string.Join(' ', member.Roles)),
                new Text(member.Version), new Text(string.Join(' ', member.Replicas)));
        }
        AnsiConsole.Write(table);
        Console.Out.WriteLine(status.Unserved.Count == 0
            ? $"{status.Members.Count} members, as {status.Node} knows; every subsystem is served."
            : $"{status.Members.Count} members, as {status.Node} knows; nobody serves {string.Join(", ", status.Unserved)}.");
    }
}
