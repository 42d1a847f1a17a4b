using System.Security.Cryptography;
using Router.Host.Node;
using Router.Testing;

namespace Router.Tools.Tests.Cli;

/// <summary><c>router models sign</c>, and who takes what it signed; run as processes.</summary>
public sealed class ModelsSignCommandTests
{
    [Fact]
    public async Task A_router_that_knows_signers_takes_packages_of_theirs_and_no_others()
    {
        using var installation = new TestInstallation("alarm");
        using var directory = new TemporaryDirectory();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(directory["private.pem"], key.ExportPkcs8PrivateKeyPem());
        await File.WriteAllTextAsync(directory["public.pem"], key.ExportSubjectPublicKeyInfoPem());
        var packages = Packages.Directories(installation.Configuration().Settings.Models.Path);
        string[] own = ["--config", installation.ConfigurationFile];
        string[] route = ["route", "wake me up at six", .. own, "--set", $"router.models.signers=\"{directory["public.pem"]}\""];

        Assert.Equal(4, (await RouterProgram.RunAsync(input: null, route)).ExitCode);
        var (signed, said, _) = await RouterProgram.RunAsync(input: null, ["models", "sign", .. packages, "--key", directory["private.pem"]]);
        Assert.Equal((0, packages.Count), (signed, said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
        Assert.Equal(0, (await RouterProgram.RunAsync(input: null, route)).ExitCode);
        Assert.Equal(0, (await RouterProgram.RunAsync(input: null, ["models", "verify", .. own, "--signer", directory["public.pem"]])).ExitCode);

        var spoilt = Path.Combine(packages[0], "manifest.sig");
        File.Copy(Path.Combine(packages[1], "manifest.sig"), spoilt, overwrite: true);
        foreach (var command in new[] { route, ["models", "list", .. own, "--signer", directory["public.pem"]], ["models", "verify", .. own, "--signer", directory["public.pem"]] })
        {
            var (code, _, error) = await RouterProgram.RunAsync(input: null, command);
            Assert.Equal((command[1], 4), (command[1], code));
            Assert.Contains($"{spoilt}: signature: found one by another key, or of another manifest", error, StringComparison.Ordinal);
        }
        Assert.Equal(0, (await RouterProgram.RunAsync(input: null, ["models", "list", .. own])).ExitCode);
    }
}
