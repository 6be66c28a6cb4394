return ComplaintPlatform.Classification.Trainer.TrainerCommands.Run(args);
