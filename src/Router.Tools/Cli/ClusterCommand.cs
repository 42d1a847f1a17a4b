using System.CommandLine;
using System.Text.Json;
using Router.Contracts;
using Router.Tools.Calls;

namespace Router.Tools.Cli;

/// <summary><c>router cluster</c>: looks at a running cluster, has a node leave it, and tries one out.</summary>
internal static class ClusterCommand
{
    /// <summary>Where a node listens for HTTP unless it is said.</summary>
    public static readonly Uri DefaultUrl = new("http://127.0.0.1:8080");

    public static Command Create(CommonOptions common) =>
        new("cluster", "Looks at a running cluster, has a node leave it, and tries one out.") { CreateStatus(), ClusterLeaveCommand.Create(), ClusterTrialCommand.Create(common), ClusterChaosCommand.Create(common), ClusterThroughputCommand.Create(common) };

    /// <summary>The option that says which node is asked.</summary>
    public static Option<Uri?> CreateUrl() => new("--url", "-u")
    {
        Description = "Where a node of the cluster listens for HTTP; http://127.0.0.1:8080 unless given.",
        HelpName = "URL",
        CustomParser = Addresses.ParseHttp,
    };

    private static Command CreateStatus()
    {
        var url = CreateUrl();
        var json = new Option<bool>("--json") { Description = "Prints JSON instead of a table." };
        var status = new Command(
            "status", "Prints the members, what runs on each, and the subsystems that nobody serves.\n\nEnds with code 1 while there are such subsystems.") { url, json };
        var access = AccessOptions.AddTo(status);
        status.SetAction(async (result, cancellationToken) =>
        {
            using var cluster = new ClusterClient(result.GetValue(url) ?? DefaultUrl, access.Read(result));
            var found = await cluster.ReadAsync(cancellationToken);
            if (result.GetValue(json)) Console.Out.WriteLine(JsonSerializer.Serialize(found, WireJson.TypeInfo<ClusterStatus>()));
            else ClusterTable.Print(found);
            return found.Unserved.Count == 0 ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return status;
    }
}
