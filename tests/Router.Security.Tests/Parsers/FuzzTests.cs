using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Router.Contracts;
using Router.Host.Configuration.Internal;
using Router.Host.Http;
using Router.Host.Security;
using Messages = Router.Contracts.Protocol;

namespace Router.Security.Tests.Parsers;

/// <summary>What reads bytes from outside refuses damaged ones with its own exception, and with no other.</summary>
public sealed class FuzzTests
{
    private static readonly FsCheck.Config Runs = FsCheck.Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(60);

    public static TheoryData<string> Readers => [.. All.Keys];

    private static Dictionary<string, (byte[] Sound, Action<byte[]> Read, Type Refusal)> All { get; } = new(StringComparer.Ordinal)
    {
        ["JSON request"] = (
            """{"texts": ["wake me up at six", "打开窗帘 😀"], "priority": "high", "timeoutMs": 250, "timeZone": "Europe/Berlin", "now": "2026-01-02T03:04:05+01:00"}"""u8.ToArray(),
            bytes => RequestReader.Options(RequestReader.ReadJson(new ReadOnlySequence<byte>(bytes))), typeof(InvalidRequestException)),
        ["protobuf request"] = (
            new Messages.RouteRequest { Text = "打开窗帘 at six", TimeoutMs = 250, Language = "en-GB", Priority = Messages.Priority.High, TimeZone = "Europe/Berlin" }.ToByteArray(),
            bytes => ProtobufBody.Read(new ReadOnlySequence<byte>(bytes)), typeof(InvalidRequestException)),
        ["API keys"] = (
            Encoding.UTF8.GetBytes($"# ours\nkitchen sha256:{new string('a', 64)} route,stream home\n"),
            bytes => ApiKeys.Parse(Encoding.UTF8.GetString(bytes)), typeof(FormatException)),
        ["token keys"] = (
            """{"keys": [{"kty": "EC", "crv": "P-256", "kid": "1", "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]}"""u8.ToArray(),
            bytes => TokenRules.Keys.Parse(Encoding.UTF8.GetString(bytes)), typeof(FormatException)),
        ["HOCON"] = (
            "router { node-name = \"a b\" # why\n http { port = 8080, allowed-hosts = [a, \"b\"] }\n x = ${router.node-name}c\n text = \"\"\"raw\"\"\"\n}"u8.ToArray(),
            bytes => HoconReader.Parse(Encoding.UTF8.GetString(bytes), _ => throw new FileProblem("no includes here")), typeof(FileProblem)),
    };

    [Theory]
    [MemberData(nameof(Readers))]
    public void Sound_input_is_read(string reader) => All[reader].Read(All[reader].Sound);

    [Theory]
    [MemberData(nameof(Readers))]
    public void Damaged_input_is_read_or_refused(string reader)
    {
        var (sound, read, refusal) = All[reader];
        Check.One(Runs, Prop.ForAll<NonNull<PositiveInt[]>, bool>((damage, cut) =>
        {
            var bytes = Damage(sound, [.. damage.Get.Select(number => number.Get)], cut);
            try
            {
                read(bytes);
            }
            catch (Exception failure) when (failure.GetType() == refusal)
            {
                // As it should.
            }
        }));
    }

    /// <summary>Overwrites bytes, at and with the numbers in turn, and cuts the rest off at the last one.</summary>
    private static byte[] Damage(byte[] sound, int[] numbers, bool cut)
    {
        var bytes = (byte[])sound.Clone();
        for (var i = 0; i + 1 < numbers.Length; i += 2) bytes[numbers[i] * 31 % bytes.Length] = (byte)(numbers[i + 1] * 7);
        return cut && numbers is [.., var last] ? bytes[..(last * 13 % bytes.Length)] : bytes;
    }
}
