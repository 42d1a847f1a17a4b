using Router.Contracts;

namespace Actors.Backbone.Tests;

/// <summary>Rows of which a backbone says something: of each whose it may be, of all of them the rest.</summary>
internal sealed class Said(float[] negated, float[] excluded, params float[][] gate) : LayerStates
{
    public override int Batch => Math.Max(1, gate.Length);

    public override int Tokens => 7;

    public override IReadOnlyCollection<int> Taps => [];

    public override ReadOnlySpan<long> AttentionMask => default;

    public override ReadOnlySpan<long> InputIds => default;

    public override long SizeInBytes => 0;

    public override int HiddenOf(int tap) => 0;

    public override ReadOnlySpan<float> Layer(int tap) => default;

    public override ReadOnlySpan<float> ReadoutOf(Readout readout, int row) => readout switch
    {
        Readout.Gate => gate[row],
        Readout.Negated => negated,
        _ => excluded,
    };

    public override LayerStates Row(int row) => this;

    protected override void Free()
    {
    }
}
