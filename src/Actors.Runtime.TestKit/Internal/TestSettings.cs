using Actors.Runtime.Configuration;

namespace Actors.Runtime.TestKit.Internal;

/// <summary>How long tests wait: <c>akka.test</c>.</summary>
internal sealed record TestSettings(double TimeFactor, TimeSpan SingleExpect, TimeSpan DefaultTimeout, TimeSpan ExpectNoMessage)
{
    internal static Config Defaults { get; } = ConfigurationFactory.FromResource("Actors.Runtime.TestKit.reference.conf", typeof(TestSettings).Assembly);

    internal static TestSettings Read(Config config)
    {
        const string Section = "akka.test";
        var factor = config.GetDouble($"{Section}.timefactor", 1);
        if (factor <= 0) throw new ConfigurationException($"{Section}.timefactor is {factor}; it must be above 0");
        return new TestSettings(
            factor,
            config.GetTimeSpan($"{Section}.single-expect-default", TimeSpan.FromSeconds(3)),
            config.GetTimeSpan($"{Section}.default-timeout", TimeSpan.FromSeconds(5)),
            config.GetTimeSpan($"{Section}.expect-no-message-default", TimeSpan.FromMilliseconds(100)));
    }
}
