using Router.Contracts;
using Router.Inference.Tests.Support;

namespace Router.Security.Tests.Packages;

/// <summary>What stands in the place of a file, and models that say of themselves what is not so.</summary>
public sealed class FalseFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("a link to a device", "a link to /dev/zero")]
    [InlineData("a link out of the package", "a link to ")]
    [InlineData("a link to itself", "which cannot be followed")]
    [InlineData("a directory", "there is no such file")]
    [InlineData("a pipe", "the file is empty")]
    [InlineData("a file of 2 GiB", "2147483648 bytes; allowed: at most")]
    public void What_is_no_file_of_the_package_is_refused_without_being_read(string what, string because)
    {
        foreach (var (kind, role) in TinyPackage.Files)
        {
            using var directory = new TemporaryDirectory();
            var package = TinyPackage.Write(directory.Path, kind);
            Replace(package.PathOf(role), what);
            var before = GC.GetAllocatedBytesForCurrentThread();

            var refusal = Assert.Throws<ModelPackageException>(package.Verify);

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
            Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
            Assert.StartsWith(package.Directory, refusal.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1000, 1000)]
    [InlineData(int.MaxValue, int.MaxValue)]
    [InlineData(-1, 3)]
    public void A_model_with_a_weight_that_cannot_be_as_large_as_it_says_is_refused(int rows, int columns) =>
        Refused(TinyModels.HeadGraph(tagColumns: 5).Floats("more", [rows, columns], new float[11]).Node("Identity", ["more"], ["again"]).ToBytes());

    [Theory]
    [InlineData("Missing")]
    [InlineData("")]
    [InlineData("Identity\0")]
    public void A_model_with_an_operator_that_there_is_not_is_refused(string operation) => Refused(TinyModels.HeadGraph(tagColumns: 5).Node(operation, ["seen"], ["more"]).ToBytes());

    [Fact]
    public void A_model_that_waits_for_itself_is_refused() =>
        Refused(TinyModels.HeadGraph(tagColumns: 5).Node("Identity", ["b"], ["a"]).Node("Identity", ["a"], ["b"]).ToBytes());

    [Fact]
    public void A_model_that_makes_a_value_twice_is_refused() => Refused(TinyModels.HeadGraph(tagColumns: 5).Node("Identity", ["seen"], ["pooled"]).ToBytes());

    [Fact]
    public void Attributes_within_each_other_cost_no_stack()
    {
        byte[] nested = [];
        for (var i = 0; i < 2_000; i++) nested = [0x2A, .. Length(nested.Length), .. nested];
        Refused([0x3A, .. Length(nested.Length + 2), 0x0A, .. Length(nested.Length), .. nested]);

        static byte[] Length(int value) => value < 128 ? [(byte)value] : value < 16_384 ? [(byte)(value | 0x80), (byte)(value >> 7)] : [(byte)(value | 0x80), (byte)((value >> 7) | 0x80), (byte)(value >> 14)];
    }

    private void Refused(byte[] model)
    {
        var package = TinyPackage.Write(_directory.Path, "subsystem");
        File.WriteAllBytes(package.PathOf("model"), model);
        package.Sign("model");

        Assert.StartsWith(package.PathOf("model"), Assert.Throws<ModelPackageException>(package.Verify).Message, StringComparison.Ordinal);
    }

    private void Replace(string file, string what)
    {
        if (what == "a file of 2 GiB")
        {
            // Of holes only: it takes no room.
            using var sparse = File.OpenWrite(file);
            sparse.SetLength(1L << 31);
            return;
        }
        if (what == "a link out of the package") File.Move(file, _directory[Guid.NewGuid().ToString("N")]);
        else File.Delete(file);
        if (what == "a directory") Directory.CreateDirectory(file);
        else if (what == "a pipe") Run("mkfifo", file);
        else if (what == "a link to itself") File.CreateSymbolicLink(file, file);
        else File.CreateSymbolicLink(file, what == "a link to a device" ? "/dev/zero" : Directory.GetFiles(_directory.Path)[0]);
    }

    private static void Run(string program, string argument)
    {
        using var made = System.Diagnostics.Process.Start(program, [argument]);
        made.WaitForExit();
    }
}
