using System.CommandLine;
using System.Globalization;
using ComplaintPlatform.Load.Commands;

// Figures read the same on every machine
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var root = new RootCommand("Load driver of the complaint platform. Talks to loopback addresses only.");
root.Subcommands.Add(RunCommand.Create());
root.Subcommands.Add(LimitCommand.Create());
root.Subcommands.Add(CompareCommand.Create());
root.Subcommands.Add(BoardCommand.Create());
root.Subcommands.Add(GatewayCommand.Create());
root.Subcommands.Add(GatewayCommand.CreateServed());
root.Subcommands.Add(SelfCheckCommand.Create());
return await root.Parse(args).InvokeAsync();
