using Router.Host.Cli;

return await RouterCommandLine.RunAsync(args);
