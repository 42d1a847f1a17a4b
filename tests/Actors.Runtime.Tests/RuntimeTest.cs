using Xunit.Abstractions;

namespace Actors.Runtime.Tests;

/// <summary>The base of the engine's tests: real time unless a test asks for the test scheduler.</summary>
public abstract class RuntimeTest : TestKit.TestKit
{
    protected const string VirtualTime = "akka.scheduler.implementation = \"Actors.Runtime.TestKit.TestScheduler, Actors.Runtime.TestKit\"";

    protected RuntimeTest(string config = "", ITestOutputHelper? output = null)
        : base("akka.loglevel = OFF\n" + config, output)
    {
    }

    protected TestKit.TestScheduler Time => (TestKit.TestScheduler)Sys.Scheduler;
}
