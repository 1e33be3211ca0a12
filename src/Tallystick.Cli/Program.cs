using Tallystick.Cli.Commands;

return await TallyRoot.RunAsync(args, Tallystick.Cli.Output.Terminal.OfProcess());
