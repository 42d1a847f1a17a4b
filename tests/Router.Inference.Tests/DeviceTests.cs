using Router.Inference.Tests.Support;

namespace Router.Inference.Tests;

public sealed class DeviceTests
{
    [Theory]
    [InlineData("cpu", false, -1)]
    [InlineData("cuda:0", true, 0)]
    [InlineData("cuda:127", true, 127)]
    public void A_device_is_read_and_written_the_same_way(string text, bool isCuda, int index)
    {
        var device = Device.Parse(text);
        Assert.Equal((isCuda, index, text), (device.IsCuda, device.CudaIndex, device.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("CPU")]
    [InlineData("gpu")]
    [InlineData("cuda")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:+1")]
    [InlineData("cuda: 1")]
    [InlineData("cuda:128")]
    [InlineData("cuda:99999999999")]
    public void Anything_else_is_refused_with_what_is_allowed(string text)
    {
        var error = Assert.Throws<ConfigurationError>(() => Device.Parse(text));
        Assert.Equal($"device: found \"{text}\"; allowed: cpu, or cuda:N with N from 0 to 127", error.Message);
    }

    [Fact]
    public void The_default_is_the_processor_and_equal_devices_are_equal()
    {
        Assert.Equal(Device.Cpu, default);
        Assert.Equal(Device.Cuda(3), Device.Parse("cuda:3"));
        Assert.NotEqual(Device.Cuda(0), Device.Cpu);
    }

    [Fact]
    public void A_cuda_device_without_the_provider_says_what_to_do()
    {
        TestRuntime.Instance.Require(Device.Cpu);
        var error = Assert.Throws<DeviceUnavailableException>(() => TestRuntime.Instance.Require(Device.Cuda(0)));
        Assert.Contains("device cuda:0: this build of ONNX Runtime has no CUDA provider; run ./run.sh --gpu", error.Message);
        Assert.Contains("or set router.backbone-defaults.devices = [cpu]", error.Message);
    }

    [Fact]
    public void A_directory_without_the_cuda_build_says_what_to_do()
    {
        using var directory = new TemporaryDirectory();
        var error = Assert.Throws<DeviceUnavailableException>(() => InferenceRuntime.UseLibrariesOf(directory.Path));
        Assert.Contains($"there is no {directory.File("libonnxruntime.so")} with the CUDA provider; run ./run.sh --gpu", error.Message);
    }
}
