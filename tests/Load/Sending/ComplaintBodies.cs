using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ComplaintPlatform.Load.Sending;

/// <summary>
/// Request bodies made before the run. Each complaint has its own customer, order and external id, and its order number in the text, so
/// that none looks like a copy of another; only those digits are written while the run is on.
/// </summary>
internal sealed class ComplaintBodies
{
    private const int Digits = 8;
    private const string Slot = "########";
    private static readonly byte[] SlotBytes = Encoding.ASCII.GetBytes(Slot);
    private static readonly string[] Channels = ["web", "app", "email", "chat", "phone"];
    private static readonly string[] Products = ["电热水壶", "蓝牙耳机", "运动鞋", "wireless keyboard", "儿童书包", "espresso machine"];

    private readonly (byte[] Bytes, int[] Slots)[] _templates;

    public ComplaintBodies(string run, IReadOnlyList<string> texts)
    {
        Run = run;
        // The same order in every run: figures of two runs are of the same texts
        var order = new Random(20_240_601);
        _templates = [.. texts.Select((text, index) => Template(run, text, index)).OrderBy(_ => order.Next())];
    }

    public string Run { get; }

    public string Key(long number) => $"{Run}-{number}";

    public byte[] Body(long number)
    {
        var (template, slots) = _templates[number % _templates.Length];
        var body = template.AsSpan().ToArray();
        foreach (var slot in slots)
            WriteDigits(body.AsSpan(slot, Digits), number);
        return body;
    }

    private static (byte[] Bytes, int[] Slots) Template(string run, string text, int index)
    {
        var chinese = text.Any(character => character is >= '\u4e00' and <= '\u9fff');
        var complaint = new
        {
            channel = Channels[index % Channels.Length],
            customer = new
            {
                externalId = $"{run}-c{Slot}",
                name = chinese ? "王芳" : "Ann Walker",
                email = $"{run}-{Slot}@example.com",
                language = chinese ? "zh-CN" : "en",
                orderCount = index % 13,
            },
            order = new
            {
                externalId = $"{run}-o{Slot}",
                product = Products[index % Products.Length],
                amount = new { amount = $"{20 + (index * 7)}.00", currency = "CNY" },
            },
            externalId = $"{run}-{Slot}",
            // "#" stands for a digit to be written: the text's own are taken out
            text = $"{text.Replace('#', ' ')} {(chinese ? "订单号" : "Order")} {Slot}",
        };
        var bytes = JsonSerializer.SerializeToUtf8Bytes(complaint, Json);
        var slots = new List<int>();
        for (var from = 0; bytes.AsSpan(from).IndexOf(SlotBytes) is var found and >= 0; from += found + Digits)
            slots.Add(from + found);
        return (bytes, [.. slots]);
    }

    private static void WriteDigits(Span<byte> slot, long number)
    {
        for (var position = slot.Length - 1; position >= 0; position--, number /= 10)
            slot[position] = (byte)('0' + (number % 10));
    }

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
