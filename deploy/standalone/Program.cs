using ComplaintPlatform.Standalone;

return args is [var command, ..] && BackupCommands.Has(command) ? BackupCommands.Run(args) : await StandalonePlatform.RunAsync(args);
