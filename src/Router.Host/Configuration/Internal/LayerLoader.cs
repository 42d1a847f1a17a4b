using System.Text;
using Akka.Configuration.Hocon;

namespace Router.Host.Configuration.Internal;

/// <summary>Reads the layers of a configuration, lowest first. What cannot be read is reported and left out.</summary>
internal sealed class LayerLoader(Problems problems)
{
    /// <summary>The name of the embedded defaults, in messages too.</summary>
    public const string ReferenceName = "reference.conf";

    private const string SubsystemFolder = "subsystems";
    private const int DeepestInclude = 8;
    private const long LargestFile = 4L * 1024 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string ReferenceText()
    {
        using var stream = typeof(LayerLoader).Assembly.GetManifestResourceStream(ReferenceName)
            ?? throw new InvalidOperationException($"the program was built without {ReferenceName}");
        using var reader = new StreamReader(stream, StrictUtf8);
        return reader.ReadToEnd();
    }

    public List<ConfigurationLayer> Load(string path, IReadOnlyList<string> overrides)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var reference = ConfigurationFactory.ParseString(ReferenceText());
        var layers = new List<ConfigurationLayer> { new(ReferenceName, LayerKind.Reference, directory, reference) };
        AddFile(layers, path, LayerKind.Deployment, directory);
        foreach (var file in SubsystemFiles(path)) AddFile(layers, file, LayerKind.Subsystem, directory);
        foreach (var setting in overrides) AddSetting(layers, setting);
        return layers;
    }

    private static List<string> SubsystemFiles(string path)
    {
        var folder = Path.Combine(Path.GetDirectoryName(path) ?? "", SubsystemFolder);
        if (!Directory.Exists(folder)) return [];
        var files = Directory.GetFiles(folder, "*.conf").ToList();
        files.Sort(StringComparer.Ordinal);
        return files;
    }

    private static Config Parse(string path, int depth)
    {
        if (depth > DeepestInclude) throw new FileProblem($"{path}: more than {DeepestInclude} includes within each other");
        var text = Read(path);
        try
        {
            return ConfigurationFactory.ParseString(text, name => Include(path, name, depth));
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw new FileProblem($"{path}: {failure.Message}");
        }
    }

    private static HoconRoot Include(string including, string name, int depth)
    {
        var config = Parse(Path.Combine(Path.GetDirectoryName(including) ?? "", name), depth + 1);
        return new HoconRoot(config.Root, config.Substitutions);
    }

    private static string Read(string path)
    {
        try
        {
            if (!File.Exists(path)) throw new FileProblem($"{path}: there is no such file");
            var length = new FileInfo(path).Length;
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
            layers.Add(new ConfigurationLayer(path, kind, directory, Parse(path, depth: 0)));
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
            layers.Add(new ConfigurationLayer(name, LayerKind.CommandLine, Directory.GetCurrentDirectory(), ConfigurationFactory.ParseString(setting)));
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            problems.AddUnreadable($"{name}: {failure.Message}");
        }
    }

    /// <summary>A file that cannot be read; the message names it.</summary>
    private sealed class FileProblem(string message) : Exception(message);
}
