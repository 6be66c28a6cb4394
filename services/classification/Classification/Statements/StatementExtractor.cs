using System.Buffers;
using System.Text;
using ComplaintPlatform.Classification.Text;

namespace ComplaintPlatform.Classification.Statements;

/// <summary>Lays a complaint out clause by clause: a request is a need, a word of emotion a feeling, the rest what happened.</summary>
internal static class StatementExtractor
{
    private const int LongestPart = 1_000;
    private const int MostClauses = 400;

    public static Statement Extract(string text, string? expectation)
    {
        var fact = new Part();
        var feeling = new Part();
        var need = new Part();
        var rented = ArrayPool<char>.Shared.Rent(TextNormalizer.MostOf(Math.Min(text.Length, TextNormalizer.LongestText)));
        var clauses = new Clauses(text);
        for (var i = 0; i < MostClauses && clauses.TryRead(out var range); i++)
        {
            var clause = text.AsSpan()[range];
            clause = clause[..Math.Min(clause.Length, TextNormalizer.LongestText)];
            var kind = StatementCues.Read(rented.AsSpan(0, TextNormalizer.Write(clause, rented)));
            ref var part = ref fact;
            if (kind != ClauseKind.Fact)
                part = ref kind == ClauseKind.Need ? ref need : ref feeling;

            part.Add(range);
        }

        ArrayPool<char>.Shared.Return(rented);
        return new Statement(fact.Join(text, null), feeling.Join(text, null), need.Join(text, expectation));
    }

    private struct Part
    {
        private List<Range>? _clauses;

        public void Add(Range clause) => (_clauses ??= []).Add(clause);

        // What was expected stands behind, where no clause says it already
        public readonly string Join(string text, string? expectation)
        {
            var last = string.IsNullOrWhiteSpace(expectation) || Says(text, expectation) ? null : expectation.Trim();
            if (_clauses is not { } clauses)
                return Shorten(last ?? "");
            if (clauses.Count == 1 && last is null)
                return Shorten(text[clauses[0]]);

            var isChinese = HasHan(last);
            foreach (var clause in clauses)
                isChinese |= HasHan(text.AsSpan()[clause]);

            var joined = new StringBuilder();
            foreach (var clause in clauses)
                Append(joined, text.AsSpan()[clause], isChinese);
            if (last is not null)
                Append(joined, last, isChinese);

            return Shorten(joined.ToString());
        }

        private readonly bool Says(string text, string expectation)
        {
            foreach (var clause in _clauses ?? [])
            {
                if (text.AsSpan()[clause].Contains(expectation, StringComparison.OrdinalIgnoreCase))
                    return true;
            }

            return false;
        }

        private static void Append(StringBuilder joined, ReadOnlySpan<char> clause, bool isChinese)
        {
            if (joined.Length > 0)
                joined.Append(isChinese ? "；" : "; ");

            joined.Append(clause);
        }

        private static bool HasHan(ReadOnlySpan<char> text) => text.ContainsAnyInRange('\u4E00', '\u9FFF');

        private static string Shorten(string part) => part.Length <= LongestPart ? part : part[..LongestPart] + "…";
    }
}
