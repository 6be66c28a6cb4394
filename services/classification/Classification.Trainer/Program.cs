return ComplaintPlatform.Classification.Training.ModelTraining.Run(args);
