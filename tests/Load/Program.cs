using System.CommandLine;
using ComplaintPlatform.Load.Commands;

var root = new RootCommand("Load driver of the complaint platform. Talks to loopback addresses only.");
root.Subcommands.Add(RunCommand.Create());
root.Subcommands.Add(LimitCommand.Create());
root.Subcommands.Add(CompareCommand.Create());
root.Subcommands.Add(SelfCheckCommand.Create());
return await root.Parse(args).InvokeAsync();
