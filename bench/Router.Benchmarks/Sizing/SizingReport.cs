using System.Globalization;
using Actors.Subsystems.Shards;
using Akka.Actor;
using Router.Contracts;
using Spectre.Console;

namespace Router.Benchmarks.Sizing;

/// <summary>What clusters of several sizes ask of their nodes and of the coordinator, as our own classes do it: docs/sizing.md tells what that means.</summary>
/// <remarks><c>sizing [--nodes N,N] [--subsystems N] [--heads N]</c>.</remarks>
internal static class SizingReport
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        var (nodes, subsystems, heads) = (new[] { 10, 100, 1000 }, 18, 4);
        while (arguments is [var option, var text, .. var rest])
        {
            int[] numbers = [.. text.Split(',').Select(one => int.TryParse(one, CultureInfo.InvariantCulture, out var number) ? number : 0)];
            if (numbers.Any(number => number is < 1 or > 10_000)) return Usage();
            switch (option)
            {
                case "--nodes": nodes = numbers; break;
                case "--subsystems": subsystems = numbers[0]; break;
                case "--heads": heads = numbers[0]; break;
                default: return Usage();
            }
            arguments = rest;
        }
        if (arguments.Length > 0) return Usage();
        using var system = ActorSystem.Create("sizing", "akka { loglevel = OFF, stdout-logger-class = \"\" }");
        var serializer = new WireSerializer((ExtendedActorSystem)system);
        // Once unseen, so that nothing is measured while it is compiled.
        Measure(new SizedCluster(30, subsystems, heads), serializer);
        var columns = nodes.Select(count => Measure(new SizedCluster(count, subsystems, heads), serializer)).ToArray();
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 120);
        var table = new Table().Title($"{subsystems} subsystems, {heads} replicas on each node").AddColumns(["what", .. nodes.Select(count => $"{count} nodes")]);
        for (var row = 0; row < columns[0].Count; row++) table.AddRow([columns[0][row].What, .. columns.Select(column => column[row].Found)]);
        AnsiConsole.Write(table);
        await system.Terminate();
        return 0;
    }

    private static int Usage()
    {
        Console.Error.WriteLine("Usage: sizing [--nodes N,N,...] [--subsystems N] [--heads N]");
        return 2;
    }

    private static List<(string What, string Found)> Measure(SizedCluster cluster, WireSerializer serializer)
    {
        var rows = new List<(string, string)> { ("replicas of a subsystem", $"{cluster.Replicas}"), ("replicas in all", $"{cluster.All.Count()}") };
        var allocation = new ShardAllocation();
        var start = Time(() => cluster.PlaceMissing(allocation));
        rows.Add(("placing all of them, ms", Number(start.TotalMilliseconds)));
        rows.Add(("looking for moves once nothing is to move, ms", Number(Median(5, () => allocation.Moves(cluster.Nodes, cluster.Placed, cluster.CostOf, underWay: 0)).TotalMilliseconds)));
        rows.Add(("work of the busiest node, times the mean", Number(cluster.Imbalance())));
        rows.AddRange(Reports(cluster, serializer));
        rows.AddRange(Death(cluster, allocation));
        rows.AddRange(Join(cluster, allocation));
        return rows;
    }

    private static List<(string, string)> Reports(SizedCluster cluster, WireSerializer serializer)
    {
        var (others, first) = (cluster.Nodes.Count - 1, cluster.ReportOf(cluster.Nodes[0].Address));
        var told = Math.Min(others, OwnReports.Most);
        var manifest = serializer.Manifest(first);
        byte[][] written = [.. cluster.Nodes.Select(node => serializer.ToBinary(cluster.ReportOf(node.Address)))];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var directory = new ReplicaDirectory(cluster.Nodes[0].Address, TimeSpan.FromMilliseconds(20));
        var view = new ViewOfCluster(new ClusterView(), new Members(), directory, [.. cluster.Subsystems.Select(name => new SubsystemDescriptor(name, 6))]);
        var joining = Time(() => Receive());
        var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        var writing = Median(5, () => Repeat(100, () => serializer.ToBinary(first))) / 100;
        var reading = Median(5, () => Receive()) / cluster.Nodes.Count;
        var missing = Median(5, () => _ = directory.Missing(_ => true, _ => cluster.Replicas));
        var asked = Enumerable.Range(0, 1000).Average(turn => cluster.Subsystems.Select(name => directory.Choose(name, except: null, turn)).Where(node => node != directory.Self).Distinct().Count());
        var found = new List<(string, string)>
        {
            ("other nodes that a batch goes to", Number(asked)),
            ("kB of states for a query of 16 tokens, 256 wide", Number(asked * 16 * 256 * 2 / 1e3)),
            ("bytes of a report", $"{written[0].Length}"),
            ("unchanged reports a second, in and out of each node", $"{told}"),
            ("kB a second in, and out, of each node", Number(told * written[0].Length / 1e3)),
            ("all nodes hear of each other's costs within, s", $"{(others + OwnReports.Most - 1) / OwnReports.Most}"),
            ("messages when a replica starts or ends", $"{others}"),
            ("MB a second between all nodes", Number((double)told * cluster.Nodes.Count * written[0].Length / 1e6)),
            ("first reports of all nodes, ms", Number(joining.TotalMilliseconds)),
            ("reading a report that changes nothing, µs", Number(reading.TotalMicroseconds)),
            ("writing a report, µs", Number(writing.TotalMicroseconds)),
            ("share of a core for reports, %", Number(100 * (reading + writing).TotalSeconds * told)),
            ("looking for replicas that run nowhere, ms", Number(missing.TotalMilliseconds)),
            ("memory for the others' reports, MB", Number(memory / 1e6)),
        };
        GC.KeepAlive(directory);
        return found;

        void Receive()
        {
            for (var i = 0; i < written.Length; i++)
            {
                directory.Report(cluster.Nodes[i].Address, (NodeReport)serializer.FromBinary(written[i], manifest));
                view.Show();
            }
        }
    }

    private static List<(string, string)> Death(SizedCluster cluster, ShardAllocation allocation)
    {
        var dead = cluster.Nodes[^1];
        cluster.Nodes.Remove(dead);
        foreach (var (replica, _) in cluster.Placed.Where(placed => placed.Value == dead.Address).ToArray()) cluster.Placed.Remove(replica);
        var replaced = 0;
        var time = Time(() => replaced = cluster.PlaceMissing(allocation));
        return
        [
            ("replicas of a dead node", $"{replaced}"), ("placing them anew, ms", Number(time.TotalMilliseconds)), ("work of the busiest node then, times the mean", Number(cluster.Imbalance())),
        ];
    }

    private static List<(string, string)> Join(SizedCluster cluster, ShardAllocation allocation)
    {
        cluster.Nodes.Add(new ShardNode("akka.tls://router@node-new:8100", "zone-0", cluster.Nodes[0].Heads));
        var (moved, rounds, longest) = (0, 0, TimeSpan.Zero);
        while (true)
        {
            IReadOnlyList<ReplicaId> moves = [];
            var time = Time(() => moves = allocation.Moves(cluster.Nodes, cluster.Placed, cluster.CostOf, underWay: 0));
            if (time > longest) longest = time;
            if (moves.Count == 0 || rounds == 50) break;
            foreach (var move in moves) cluster.Placed.Remove(move);
            cluster.PlaceMissing(allocation);
            (moved, rounds) = (moved + moves.Count, rounds + 1);
        }
        return [("moves once a node has joined", $"{moved} in {rounds} rounds"), ("the longest round, ms", Number(longest.TotalMilliseconds)), ("work of the busiest node then, times the mean ", Number(cluster.Imbalance()))];
    }

    private static void Repeat(int times, Action act)
    {
        for (var i = 0; i < times; i++) act();
    }

    private static TimeSpan Median(int times, Action act) => Enumerable.Range(0, times).Select(_ => Time(act)).Order().ElementAt(times / 2);

    /// <summary>Processor time, as the machine may have other things to do.</summary>
    private static TimeSpan Time(Action act)
    {
        var before = Environment.CpuUsage.TotalTime;
        act();
        return Environment.CpuUsage.TotalTime - before;
    }

    private static string Number(double value) => value.ToString(value >= 100 ? "0" : value >= 1 ? "0.0" : "0.00", CultureInfo.InvariantCulture);
}
