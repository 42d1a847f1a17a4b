using Router.Contracts;
using Router.Host.Configuration;

namespace Router.Host.Tests.Configuration;

/// <summary>A folder with a configuration, removed afterwards.</summary>
internal sealed class DeploymentFolder : IDisposable
{
    public DeploymentFolder(string router = "", bool withSubsystem = true)
    {
        Path = Directory.CreateTempSubdirectory("router-configuration-").FullName;
        Write("router.conf", router);
        if (withSubsystem) Write("subsystems/alarm.conf", "router.subsystems.alarm {}");
    }

    public string Path { get; }

    public string Main => System.IO.Path.Combine(Path, "router.conf");

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(File(name))!);
        System.IO.File.WriteAllText(File(name), text);
    }

    public RouterConfiguration Load(params string[] overrides) => RouterConfiguration.Load(Main, overrides);

    /// <summary>What loading complains about, with the folder's own path taken out.</summary>
    public string Failure(params string[] overrides)
    {
        var error = Assert.Throws<ConfigurationError>(() => Load(overrides));
        Assert.False(error.IsTransient);
        return error.Message.Replace(Path + System.IO.Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
