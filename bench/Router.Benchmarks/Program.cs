using BenchmarkDotNet.Running;
using Router.Benchmarks.Blocks;
using Router.Benchmarks.Routing;

if (args is ["overhead", .. var rest]) return await OverheadReport.RunAsync(rest);
if (args is ["precision", .. var roots]) return PrecisionReport.Run(roots);
if (args is ["blocks", .. var blocks]) return await BlocksReport.RunAsync(blocks);
if (args is ["savings", .. var models]) return SavingsReport.Run(models);
BenchmarkSwitcher.FromAssembly(typeof(OverheadReport).Assembly).Run(args);
return 0;
