using Router.Tools.Cli;

return await RouterCommandLine.RunAsync(args);
