using Router.Inference.Tests.Support;

namespace Router.Inference.Tests;

/// <summary>Every package in <c>models/</c> answers here as it did where it was trained.</summary>
public sealed class ShippedModelsTests
{
    private readonly ModelVerifier _verifier = new(TestRuntime.Instance, Device.Cpu);

    public static TheoryData<string> Backbones => Names(ShippedModels.Backbones);

    public static TheoryData<string> Subsystems => Names(ShippedModels.Subsystems);

    public static TheoryData<string> Rankers => Names(ShippedModels.Rankers);

    public static TheoryData<string> Cutters => Names(ShippedModels.Cutters);

    [ShippedTheory]
    [MemberData(nameof(Backbones))]
    public void A_backbone_answers_as_recorded(string package) =>
        Assert.True(_verifier.VerifyBackbone(Open(package)).Cases > 0);

    [ShippedTheory]
    [MemberData(nameof(Subsystems))]
    public void A_subsystem_answers_as_recorded(string package)
    {
        var subsystem = Open(package);
        Assert.True(_verifier.VerifySubsystem(subsystem, ShippedModels.BackboneOf(subsystem)).Cases > 0);
    }

    [ShippedTheory]
    [MemberData(nameof(Rankers))]
    public void A_ranker_answers_as_recorded(string package) =>
        Assert.True(ModelVerifier.VerifyRanker(Open(package)).Cases > 0);

    [ShippedTheory]
    [MemberData(nameof(Cutters))]
    public void A_cutter_answers_as_recorded(string package) =>
        Assert.True(ModelVerifier.VerifyCutter(Open(package)).Cases > 0);

    private static ModelPackage Open(string package) => ModelPackage.Open(Path.Combine(ShippedModels.Root, package));

    private static TheoryData<string> Names(IEnumerable<string> packages) =>
        [.. packages.Select(package => Path.GetRelativePath(ShippedModels.Root, package))];
}
