using System.Collections.Frozen;

namespace ComplaintPlatform.Classification.Text;

/// <summary>Tells Chinese, English and "something else" apart, by script and, for Latin letters, by the little words of English.</summary>
internal static class LanguageDetector
{
    public const string Chinese = "zh";
    public const string English = "en";
    public const string Undetermined = "und";

    private const int Sampled = 2_000;

    private static readonly FrozenSet<string> EnglishWords = WordSet(
        """
        the a an i i'm i've my me is was it it's its this that to of and in for not have has had you your they we with on at no
        but are be been can will would from when still please want get got after just don't didn't doesn't won't can't isn't
        wasn't never so if what how why help order ordered refund item product delivery service money back customer bad poor
        broken received very all do does did need too were there their them he she his her our us as by or about out up off one
        two day days week weeks month months time year phone battery screen box package parcel arrived arrive late wrong size
        color colour quality terrible horrible worst awful good great nice love work works working worked bought buy buying sent
        send return returned charge charged call called email company store shop website app account wait waiting use used using
        sucks useless rude cheap expensive price could should even only more than then now again another because before first last
        make made really much any some new old who which people thing things know think like said told over under where while
        cancel cancelled support staff food cold taste smell headset headphones charger cable shoes dress shirt stopped fake hate
        disappointed
        """);

    // Little words of other languages in Latin letters that English does not have
    private static readonly FrozenSet<string> ForeignWords = WordSet(
        """
        el la los las un una de del que en por para con es está pero muy mi mis ha han todavía gracias producto pedido llegado le
        les des une du et est pas je vous nous mon ma mes sur dans avec pour qui il elle ce cette ont été très commande colis
        livraison der die das und ist nicht ich ein eine einen mit auf für von zu den dem sich habe wurde sind leider artikel
        bestellung noch kein keine il lo gli che di non per con sono ho mio è stato molto o os uma não meu minha foi mais com
        ainda pedido produto een het niet van ik maar op voor met yang tidak saya dan untuk barang belum ini itu dengan không tôi
        và của chưa ürün bir ve bu için çok och inte jag att som på för är nie jest się na do
        """);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> EnglishLookup =
        EnglishWords.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> ForeignLookup =
        ForeignWords.GetAlternateLookup<ReadOnlySpan<char>>();

    public static string Detect(ReadOnlySpan<char> normalized)
    {
        var sample = normalized[..Math.Min(normalized.Length, Sampled)];
        var han = 0;
        var latin = 0;
        var other = 0;
        foreach (var unit in sample)
        {
            if (Script.IsHan(unit))
                han++;
            else if (char.IsAsciiLetter(unit))
                latin++;
            else if (unit > '\u007F' && char.IsLetter(unit))
                other++;
        }

        // Kana and Hangul stand beside Han in Japanese and Korean; a Chinese text has hardly any foreign letter
        if (other > han + latin || (other * 4 > han + latin && other > 2))
            return Undetermined;
        // One Chinese character says about as much as one English word
        if (han > 0 && han * 4 >= latin)
            return Chinese;

        return latin >= 2 && IsEnglish(sample) ? English : Undetermined;
    }

    private static bool IsEnglish(ReadOnlySpan<char> sample)
    {
        var words = 0;
        var english = 0;
        var foreign = 0;
        for (var i = 0; i < sample.Length;)
        {
            var start = i;
            while (i < sample.Length && (Script.IsWord(sample[i]) || sample[i] == '\''))
                i++;

            if (i > start)
            {
                words++;
                english += EnglishLookup.Contains(sample[start..i]) ? 1 : 0;
                foreign += ForeignLookup.Contains(sample[start..i]) ? 1 : 0;
            }

            i++;
        }

        return english > foreign && english * 10 >= words;
    }

    private static FrozenSet<string> WordSet(string words) =>
        words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
