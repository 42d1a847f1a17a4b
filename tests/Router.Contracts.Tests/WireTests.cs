using System.Reflection;
using Akka.Remote;

namespace Router.Contracts.Tests;

/// <summary>
/// Every message that may cross nodes, sent from one system to another over a socket. With serialize-messages even what stays on a node is
/// written and read.
/// </summary>
public sealed class WireTests : TestKit
{
    /// <summary>The shipped bindings of serializers, and what two systems of one test need.</summary>
    private static readonly Config Configuration = ConfigurationFactory.ParseString(
        """
        akka.stdout-logger-class = ""
        akka {
          loglevel = OFF
          actor {
            provider = remote
            serialize-messages = on
          }
          remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
        }
        """).WithFallback(ConfigurationFactory.ParseString(File.ReadAllText(Path.Combine(Root(), "hocon", "akka.conf"))));

    private static readonly TokenizedText Text = new("明天早上八点 wake me", new[] { new Token(5, 0, 2, true) }, truncated: true);

    private readonly ActorSystem _other;
    private readonly IActorRef _remote;

    public WireTests()
        : base(Configuration)
    {
        _other = ActorSystem.Create("other", Configuration);
        _other.ActorOf(Props.Create(() => new Echo(TestActor)), "echo");
        var address = ((ExtendedActorSystem)_other).Provider.DefaultAddress;
        // On a busy machine the first connection may fail while the code is still compiled: what is said over it is lost, or nobody is found. It is asked again.
        IActorRef? echo = null;
        AwaitAssert(
            () => echo = Sys.ActorSelection($"{address}/user/echo").ResolveOne(TimeSpan.FromSeconds(1)).GetAwaiter().GetResult(),
            TimeSpan.FromSeconds(60), TimeSpan.FromMilliseconds(50));
        _remote = echo!;
    }

    public static TheoryData<string> Messages => [.. Samples().Select(message => message.GetType().Name)];

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_arrives_as_it_was_sent(string type)
    {
        var sent = Samples().Single(message => message.GetType().Name == type);

        _remote.Tell(sent, TestActor);

        var received = ExpectMsg<object>(TimeSpan.FromSeconds(20));
        Assert.IsType(sent.GetType(), received);
        Assert.Equal(Describe(sent), Describe(received));
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_field_of_a_later_version_is_passed_over(string type)
    {
        var sent = Samples().Single(message => message.GetType().Name == type);
        var serializer = new WireSerializer((ExtendedActorSystem)Sys);
        // Field 99, the number 1. It stands first: the block of layer states is the end of its message.
        byte[] later = [0x98, 0x06, 0x01, .. serializer.ToBinary(sent)];
        Assert.Equal(Describe(sent), Describe(serializer.FromBinary(later, serializer.Manifest(sent))));
    }

    [Fact]
    public void Every_message_of_the_wire_is_among_those_that_are_sent()
    {
        var all = typeof(IWireMessage).Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IWireMessage)));
        Assert.Equal(all.Select(type => type.Name).Order(), Samples().Select(message => message.GetType().Name).Order());
    }

    [Fact]
    public void The_bytes_of_every_message_are_counted_under_a_name_of_its_own()
    {
        var serializer = new WireSerializer((ExtendedActorSystem)Sys);
        var expected = new List<long>();
        foreach (var message in Samples())
        {
            var bytes = serializer.ToBinary(message);
            serializer.FromBinary(bytes, serializer.Manifest(message));
            expected.Add(bytes.Length);
        }
        Assert.All(serializer.Traffic.Now, kind => Assert.Equal(kind.SentBytes, kind.ReceivedBytes));
        Assert.Equal(expected.Order(), serializer.Traffic.Now.Select(kind => kind.SentBytes).Order());
    }

    [Fact]
    public void Every_message_is_written_by_the_wires_serializer_and_no_other_type_is_written_at_all()
    {
        var serialization = Sys.Serialization;
        Assert.All(Samples(), message => Assert.IsType<WireSerializer>(serialization.FindSerializerFor(message)));
        Assert.Throws<WireFormatException>(() => serialization.Serialize(new Dictionary<string, int>()));
    }

    protected override void AfterAll()
    {
        Shutdown(_other);
        base.AfterAll();
    }

    private static IWireMessage[] Samples()
    {
        var id = Guid.CreateVersion7();
        var slot = new Slot("time", 0, 6, "明天早上八点", 0.75);
        var states = new HostLayerStates(1, 1, new long[] { 5 }, new long[] { 1 }, new Dictionary<int, ReadOnlyMemory<float>> { [6] = new[] { 0.5f, -2f } });
        var verdict = new Verdict
        {
            QueryId = id,
            Subsystem = "alarm",
            Kind = VerdictKind.Accept,
            Intent = "alarm_set",
            Score = 0.9,
            Margin = 0.5,
            TopProbability = 0.8,
            SlotCoverage = 0.25,
            Generation = 2,
            Slots = [slot],
        };
        return
        [
            new EncodedStates(["alarm", "weather"], [6], [new RemoteQuery(id, Text, TimeSpan.FromMilliseconds(1.5), new SubsystemRoster(["weather"]))], states, Rows: null, "bge-zh 2.1.0"),
            new EncodeElsewhere("bge-en 2.0.0", 1, id, Text, TimeSpan.FromMilliseconds(1.25), TimeSpan.FromMilliseconds(900))
            {
                Priority = QueryPriority.High,
                Asker = new Asker("key:kitchen", "home"),
                MayBeGated = false,
                Asked = new SubsystemRoster(["alarm", "weather"]),
            },
            new TextRemarks(id, Negated: true, [new WordRemark(1, 3, -0.25), new WordRemark(4, 6, 0.5)]),
            new SubsystemsSkipped(id, ["iot", "music"]),
            new NodeReport("kitchen", "east", "1.2.3", [new HeadReport("alarm", "2.0.0", 0.25) { Backbones = ["bge-en 2.0.0"] }], ["alarm/0", "weather/1"])
            {
                Devices = [new DeviceReport("bge-en 2.0.0", "cpu", 3, 40)],
                TellsDevices = true,
                Traffic = [new MessageTraffic(MessageTraffic.States, 1L << 40, 3)],
                TapBytes = 1L << 41,
                Leaves = true,
            },
            new MayReplicaEnd("alarm/0", 3),
            new ReplicaMayEnd("alarm/1", 4),
            new SubsystemVerdicts("alarm", [verdict], [new EncodeTimings(1, 2)]),
            new SubsystemUnavailable("alarm", [id]),
            new EncodeRefused(id, RefusalReason.QueueFull, TimeSpan.FromMilliseconds(12.5)) { Asked = ["alarm"] },
            new CancelQuery(id),
            new RouteRefused(id, RefusalReason.DeadlineExceeded),
            new RouteDecision(id)
            {
                Text = Text.Text,
                Outcome = DecisionOutcome.Routed,
                Subsystem = "alarm",
                Intent = "alarm_set",
                Slots = [slot with { Value = "2026-11-22T08:00:00+08:00" }],
                Score = 0.97,
                Alternatives = [new Alternative("calendar", "calendar_set", 0.02, [slot])],
                Parts = [new DecisionPart(0, 6, "明天早上八点", "alarm", "alarm_set", [slot], 0.9)],
                Hypothesis = 2,
                Partial = true,
                Missing = ["weather"],
                Skipped = ["iot", "music"],
                Degraded = true,
                Truncated = true,
                Timings = new DecisionTimings(1, 2, 3, 4, 10),
            },
        ];
    }

    /// <summary>All that a message says, to its leaves: records compare lists by reference.</summary>
    private static string Describe(object? value) => value switch
    {
        null => "null",
        string text => text,
        LayerStates states => $"{states.Batch} {states.Tokens} {Describe(states.InputIds.ToArray())} {Describe(states.AttentionMask.ToArray())} "
            + string.Join(';', states.Taps.Select(tap => $"{tap}: {Describe(states.Layer(tap).ToArray())}")),
        TokenizedText text => $"{text.Text} {text.Truncated} {Describe(text.Tokens.ToArray())}",
        System.Collections.IEnumerable items => $"[{string.Join(", ", items.Cast<object>().Select(Describe))}]",
        _ when value.GetType().Assembly == typeof(IWireMessage).Assembly && !value.GetType().IsEnum => string.Join(
            ", ",
            value.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public)
                .OrderBy(property => property.Name, StringComparer.Ordinal).Select(property => $"{property.Name} = {Describe(property.GetValue(value))}")),
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
    };

    private static string Root()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Router.sln"))) directory = Path.GetDirectoryName(directory)!;
        return directory;
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo(IActorRef to) => ReceiveAny(message => to.Tell(message, ActorRefs.NoSender));
    }
}
