using System.CommandLine;
using System.Text.Json;
using Router.Contracts;
using Router.Tools.Calls;

namespace Router.Tools.Cli;

/// <summary><c>router cluster</c>: looks at a running cluster, and tries one out.</summary>
internal static class ClusterCommand
{
    public static Command Create(CommonOptions common) =>
        new("cluster", "Looks at a running cluster, and tries one out.") { CreateStatus(), ClusterTrialCommand.Create(common) };

    private static Command CreateStatus()
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
            using var cluster = new ClusterClient(result.GetValue(url) ?? new Uri("http://127.0.0.1:8080"));
            var found = await cluster.ReadAsync(cancellationToken);
            if (result.GetValue(json)) Console.Out.WriteLine(JsonSerializer.Serialize(found, WireJson.TypeInfo<ClusterStatus>()));
            else ClusterTable.Print(found);
            return found.Unserved.Count == 0 ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return status;
    }
}
