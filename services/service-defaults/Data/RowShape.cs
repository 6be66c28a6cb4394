using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;

namespace ComplaintPlatform.ServiceDefaults.Data;

/// <summary>How EF's model maps an entity to the columns of its table, with those of what it owns there, as one INSERT and a compiled way to bind its values.</summary>
internal sealed class RowShape
{
    private readonly List<string> _columns = [];

    /// <exception cref="NotSupportedException">The entity has values that only the change tracker or the database knows, or is spread over tables.</exception>
    public RowShape(IEntityType entity, ISqlGenerationHelper sql)
    {
        Table = entity.GetTableName()!;
        var table = StoreObjectIdentifier.Table(Table, entity.GetSchema());
        var (statement, row) = (Expression.Parameter(typeof(InsertStatement)), Expression.Parameter(typeof(object)));
        var typed = Expression.Variable(entity.ClrType);
        var body = new List<Expression> { Expression.Assign(typed, Expression.Convert(row, entity.ClrType)) };
        body.AddRange(BindAll(entity, table, statement, typed));
        foreach (var owned in entity.GetNavigations().Where(navigation => navigation.ForeignKey.IsOwnership && !navigation.IsOnDependent))
        {
            if (owned.IsCollection || owned.TargetEntityType.GetTableName() != Table)
                throw new NotSupportedException($"{entity.Name}.{owned.Name} has a table of its own: add the entity to its set.");
            var holder = Expression.Variable(owned.ClrType);
            var first = _columns.Count + 1;
            var present = BindAll(owned.TargetEntityType, table, statement, holder);
            var absent = Enumerable.Range(first, _columns.Count + 1 - first).Select(column => BindNull(statement, column));
            body.Add(Expression.Block(
                [holder],
                Expression.Assign(holder, Expression.MakeMemberAccess(typed, owned.GetMemberInfo(forMaterialization: false, forSet: false))),
                Expression.IfThenElse(Expression.ReferenceNotEqual(holder, Expression.Constant(null)), Expression.Block(present), Expression.Block(absent))));
        }

        Bind = Expression.Lambda<Action<InsertStatement, object>>(Expression.Block([typed], body), statement, row).Compile();
        Sql = $"INSERT INTO {sql.DelimitIdentifier(Table, entity.GetSchema())} ({string.Join(", ", _columns.Select(sql.DelimitIdentifier))}) VALUES ({string.Join(", ", _columns.Select(_ => "?"))})";
    }

    public string Table { get; }

    public string Sql { get; }

    public Action<InsertStatement, object> Bind { get; }

    private List<Expression> BindAll(IEntityType entity, StoreObjectIdentifier table, Expression statement, Expression holder)
    {
        // What is not seen here would be left out of the row without a word
        if (entity.GetComplexProperties().Any() || (entity.IsOwned() && entity.GetNavigations().Any(navigation => navigation.ForeignKey.IsOwnership && !navigation.IsOnDependent)))
            throw new NotSupportedException($"{entity.Name} has values within values: add the entity to its set.");
        var bound = new List<Expression>();
        foreach (var property in entity.GetProperties())
        {
            // What is owned has its owner's key
            if (entity.IsOwned() && property.IsPrimaryKey())
                continue;
            if (property.IsShadowProperty() || property.ValueGenerated is not ValueGenerated.Never)
                throw new NotSupportedException($"{entity.Name}.{property.Name} has no value of its own: add the entity to its set.");
            _columns.Add(property.GetColumnName(table)!);
            bound.Add(BindOne(property, statement, holder, _columns.Count));
        }

        return bound;
    }

    private static Expression BindOne(IProperty property, Expression statement, Expression holder, int column)
    {
        var read = Expression.MakeMemberAccess(holder, property.GetMemberInfo(forMaterialization: false, forSet: false));
        var value = Expression.Variable(read.Type);
        Expression stored = Nullable.GetUnderlyingType(value.Type) is null ? value : Expression.Property(value, "Value");
        if (property.GetTypeMapping().Converter is { } converter)
        {
            if (converter.ConvertsNulls)
                throw new NotSupportedException($"{property.DeclaringType.Name}.{property.Name} converts NULL: add the entity to its set.");
            var convert = converter.ConvertToProviderExpression;
            stored = ReplacingExpressionVisitor.Replace(convert.Parameters[0], Expression.Convert(stored, convert.Parameters[0].Type), convert.Body);
        }

        Expression bind = Expression.Call(statement, Binder(property, stored.Type), Expression.Constant(column), stored);
        if (!value.Type.IsValueType || Nullable.GetUnderlyingType(value.Type) is not null)
            bind = Expression.IfThenElse(Expression.NotEqual(value, Expression.Constant(null, value.Type)), bind, BindNull(statement, column));
        return Expression.Block([value], Expression.Assign(value, read), bind);
    }

    private static MethodInfo Binder(IProperty property, Type type) =>
        typeof(InsertStatement).GetMethods().SingleOrDefault(method => method.Name == nameof(InsertStatement.Bind) && method.GetParameters()[1].ParameterType == type)
        ?? throw new NotSupportedException($"{property.DeclaringType.Name}.{property.Name} is a {type}, which no INSERT can bind yet: add the entity to its set.");

    private static MethodCallExpression BindNull(Expression statement, int column) =>
        Expression.Call(statement, nameof(InsertStatement.BindNull), null, Expression.Constant(column));
}
