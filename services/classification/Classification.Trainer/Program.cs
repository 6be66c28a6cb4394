using ComplaintPlatform.Classification.Training;
using ComplaintPlatform.Kernel;

ProcessCulture.UseInvariant();
return ModelTraining.Run(args);
