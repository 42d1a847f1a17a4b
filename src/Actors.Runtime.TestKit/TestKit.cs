using Actors.Runtime.Configuration;
using Actors.Runtime.Internal;
using Xunit.Abstractions;

namespace Actors.Runtime.TestKit;

/// <summary>
/// The base of a test class, for xUnit: makes an actor system per test and terminates it after. Tells of the test that name no sender
/// come from <see cref="TestKitBase.TestActor"/>.
/// </summary>
public class TestKit : TestKitBase, IDisposable
{
    /// <summary>Where the engine's log goes, or null.</summary>
    protected readonly ITestOutputHelper? Output;

    /// <summary>With a system, or a new one.</summary>
    public TestKit(ActorSystem? system = null, ITestOutputHelper? output = null)
        : base(system ?? MakeSystem(Config.Empty, null), null) => Output = Listen(output);

    /// <summary>With a new system of some configuration.</summary>
    public TestKit(Config config, string? actorSystemName = null, ITestOutputHelper? output = null)
        : base(MakeSystem(config, actorSystemName), null) => Output = Listen(output);

    /// <summary>With a new system of some configuration.</summary>
    public TestKit(string config, ITestOutputHelper? output = null)
        : this(ConfigurationFactory.ParseString(config), null, output)
    {
    }

    /// <summary>Terminates the system.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Terminates the system.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;
        try
        {
            AfterAll();
        }
        finally
        {
            Shutdown();
            ImplicitSender.Set(null);
        }
    }

    /// <summary>Runs after the test, before the system is terminated.</summary>
    protected virtual void AfterAll()
    {
    }

    private ITestOutputHelper? Listen(ITestOutputHelper? output)
    {
        ImplicitSender.Set(TestActor);
        if (output is not null) ((ActorSystemImpl)Sys).EventLog.Sink = output.WriteLine;
        return output;
    }
}
