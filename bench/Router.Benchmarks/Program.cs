using BenchmarkDotNet.Running;
using Router.Benchmarks.Routing;

if (args is ["overhead", .. var rest]) return await OverheadReport.RunAsync(rest);
BenchmarkSwitcher.FromAssembly(typeof(OverheadReport).Assembly).Run(args);
return 0;
