using ComplaintPlatform.Standalone;

return await StandalonePlatform.RunAsync(args);
