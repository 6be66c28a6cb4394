using ComplaintPlatform.Classification.Trainer;
using ComplaintPlatform.Kernel;

ProcessCulture.UseInvariant();
return TrainerCommands.Run(args);
