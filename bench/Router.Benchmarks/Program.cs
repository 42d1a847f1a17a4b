using BenchmarkDotNet.Running;
using Router.Benchmarks.Blocks;
using Router.Benchmarks.Inference;
using Router.Benchmarks.Routing;
using Router.Benchmarks.Sizing;

if (args is ["overhead", .. var rest]) return await OverheadReport.RunAsync(rest);
if (args is ["precision", .. var roots]) return PrecisionReport.Run(roots);
if (args is ["encoder", .. var encoder]) return EncoderReport.Run(encoder);
if (args is ["blocks", .. var blocks]) return await BlocksReport.RunAsync(blocks);
if (args is ["savings", .. var models]) return SavingsReport.Run(models);
if (args is ["full", .. var settings]) return await FullNode.RunAsync(settings);
if (args is ["sizing", .. var sizes]) return await SizingReport.RunAsync(sizes);
BenchmarkSwitcher.FromAssembly(typeof(OverheadReport).Assembly).Run(args);
return 0;
