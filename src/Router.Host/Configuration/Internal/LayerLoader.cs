using System.Text;
using Akka.Configuration.Hocon;
using Router.Contracts;
using Router.Contracts.Configuration;

namespace Router.Host.Configuration.Internal;

/// <summary>Reads the layers of a configuration, lowest first. What cannot be read is reported and left out.</summary>
internal sealed class LayerLoader(ConfigurationProblems problems)
{
    /// <summary>The router's own keys with their defaults; built in.</summary>
    public const string ReferenceName = "reference.conf";

    /// <summary>Where the router wants something else than Akka.NET's defaults; built in.</summary>
    public const string EngineName = "akka.conf";

    private const string SubsystemFolder = "subsystems";
    private const string NodeFolder = "nodes";
    private const int DeepestInclude = 8;
    private const int MostFiles = 1000;
    private const long LargestFile = 4L * 1024 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private int _filesRead;

    /// <summary>The text of a file that is built into the program.</summary>
    public static string BuiltIn(string name)
    {
        using var stream = typeof(LayerLoader).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the program was built without {name}");
        using var reader = new StreamReader(stream, StrictUtf8);
        return reader.ReadToEnd();
    }

    /// <summary>Reads the layers.</summary>
    /// <param name="path">The deployment's file.</param>
    /// <param name="node">The node whose file of the folder nodes is read; null for none.</param>
    /// <param name="overrides">Settings of the command line.</param>
    public List<ConfigurationLayer> Load(string path, string? node, IReadOnlyList<string> overrides)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var layers = new List<ConfigurationLayer>();
        foreach (var name in new[] { EngineName, ReferenceName })
            layers.Add(new ConfigurationLayer(name, LayerKind.Reference, directory, HoconReader.Parse(BuiltIn(name), NoInclude)));
        AddFile(layers, path, LayerKind.Deployment, directory);
        foreach (var file in SubsystemFiles(path)) AddFile(layers, file, LayerKind.Subsystem, directory);
        if (node is not null) AddNode(layers, path, node, directory);
        foreach (var setting in overrides) AddSetting(layers, setting);
        return layers;
    }

    private void AddNode(List<ConfigurationLayer> layers, string path, string node, string directory)
    {
        if (!ValueForms.IsName(node))
        {
            problems.AddUnreadable($"the node {node}: a node's name is {ValueForms.AllowedName}");
            return;
        }
        AddFile(layers, Path.Combine(Path.GetDirectoryName(path) ?? "", NodeFolder, node + ".conf"), LayerKind.Node, directory);
        AddSetting(layers, $"router.node-name={node}");
    }

    private static List<string> SubsystemFiles(string path)
    {
        var folder = Path.Combine(Path.GetDirectoryName(path) ?? "", SubsystemFolder);
        if (!Directory.Exists(folder)) return [];
        var files = Directory.GetFiles(folder, "*.conf").ToList();
        files.Sort(StringComparer.Ordinal);
        return files;
    }

    /// <param name="path">The file.</param>
    /// <param name="includes">The files that led to it.</param>
    private Config Parse(string path, int includes)
    {
        if (includes > DeepestInclude) throw new FileProblem($"{path}: more than {DeepestInclude} includes within each other");
        if (++_filesRead > MostFiles) throw new FileProblem($"{path}: more than {MostFiles} files are read, includes among them");
        var text = Read(path);
        if (includes > 0 && text.Length == 0) throw new FileProblem($"{path}: is empty, or no regular file; what is included holds settings");
        try
        {
            return HoconReader.Parse(text, name => Include(path, name, includes));
        }
        catch (FileProblem failure)
        {
            throw new FileProblem($"{path}: {failure.Message}");
        }
    }

    /// <summary>The substitutions of what is included are made already: they see that file and what it includes.</summary>
    private HoconRoot Include(string including, string name, int includes) =>
        new(Parse(Path.Combine(Path.GetDirectoryName(including) ?? "", name), includes + 1).Root);

    private static string Read(string path)
    {
        try
        {
            if (!File.Exists(path)) throw new FileProblem($"{path}: there is no such file");
            var length = FileSize.Of(path);
            // A pipe or a device has no length either, and may never end.
            if (length == 0) return "";
            if (length > LargestFile) throw new FileProblem($"{path}: has {length} bytes; at most {LargestFile} are allowed");
            return File.ReadAllText(path, StrictUtf8);
        }
        catch (DecoderFallbackException)
        {
            throw new FileProblem($"{path}: is not UTF-8");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new FileProblem($"{path}: cannot be read: {failure.Message}");
        }
    }

    private void AddFile(List<ConfigurationLayer> layers, string path, LayerKind kind, string directory)
    {
        try
        {
            layers.Add(new ConfigurationLayer(path, kind, directory, Parse(path, includes: 0)));
        }
        catch (FileProblem failure)
        {
            problems.AddUnreadable(failure.Message);
        }
    }

    private void AddSetting(List<ConfigurationLayer> layers, string setting)
    {
        var name = $"the setting {setting}";
        try
        {
            layers.Add(new ConfigurationLayer(name, LayerKind.CommandLine, Directory.GetCurrentDirectory(), HoconReader.Parse(setting, NoInclude)));
        }
        catch (FileProblem failure)
        {
            problems.AddUnreadable($"{name}: {failure.Message}");
        }
    }

    private static HoconRoot NoInclude(string name) => throw new FileProblem($"include \"{name}\": a setting includes no file");
}
