using System.Data.Common;

namespace ComplaintPlatform.Intake.Data;

internal static class DbCommands
{
    public static void AddParameter(this DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }
}
