using System.CommandLine;
using Router.Inference;

namespace Router.Tools.Cli;

/// <summary><c>router models sign</c>: vouches for packages.</summary>
internal static class ModelsSignCommand
{
    public static Command Create()
    {
        var packages = new Argument<string[]>("DIR") { Description = "The packages: directories with a manifest.json.", Arity = ArgumentArity.OneOrMore };
        var key = new Option<string>("--key")
        {
            Description = "PEM file with the private key, on the curve P-256 and not encrypted.",
            HelpName = "FILE",
            Required = true,
        };
        var command = new Command(
            "sign",
            $"Checks the files of packages against their manifests, and writes {PackageSigners.SignatureFile} into each. Who has the public key can refuse all others "
            + "(router.models.signers).")
        {
            packages, key,
        };
        command.SetAction(async (result, _) =>
        {
            foreach (var directory in result.GetRequiredValue(packages))
            {
                var signed = PackageSigners.Sign(directory, result.GetRequiredValue(key));
                await Console.Out.WriteLineAsync($"{signed.Directory}: {signed.Manifest.Name} {signed.Manifest.Version} is signed");
            }
            return ExitCodes.Ok;
        });
        return command;
    }
}
