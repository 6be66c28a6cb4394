namespace ComplaintPlatform.Intake;

/// <summary>The installation's intake policy, configuration section <c>Intake</c>.</summary>
internal sealed class IntakeOptions
{
    /// <summary>How far back a complaint of the same customer or order counts as a possible duplicate.</summary>
    public TimeSpan DuplicateWindow { get; set; } = TimeSpan.FromDays(7);

    /// <summary>0 to 1: texts less alike than this are taken for different matters.</summary>
    public double DuplicateLeastScore { get; set; } = 0.3;

    /// <summary>The same for two complaints about one order, where other words often mean the same matter.</summary>
    public double DuplicateLeastScoreOnSameOrder { get; set; } = 0.1;

    /// <summary>Bytes of one attachment.</summary>
    public long LargestAttachment { get; set; } = 20 << 20;

    /// <summary>Bytes of one upload with all its files; the gateway's <c>Gateway:MaxUploadBytes</c> has to be as much at least.</summary>
    public long LargestUpload { get; set; } = 60 << 20;

    /// <summary>Files of one complaint.</summary>
    public int MostAttachments { get; set; } = 20;

    /// <summary>Bytes of one mail.</summary>
    public long LargestEmail { get; set; } = 30 << 20;

    /// <summary>Parts of one mail: texts, files, and the parts that hold others.</summary>
    public int MostEmailParts { get; set; } = 200;

    /// <summary>How deep parts may lie within others.</summary>
    public int DeepestEmail { get; set; } = 30;

    /// <summary>Complaints of one sender by mail within an hour.</summary>
    public int MostEmailsAnHour { get; set; } = 20;

    /// <summary>
    /// The address that answers to our mails go to, such as <c>service@shop.example</c>; <c>null</c>: answers are known by their reference
    /// alone.
    /// </summary>
    public string? ReplyAddress { get; set; }

    /// <summary>Rows of one import.</summary>
    public int MostImportedRows { get; set; } = 200_000;

    /// <summary>Media types that are taken as evidence, of those that are known by their content; empty: all of these.</summary>
    public IList<string> AttachmentTypes { get; } = [];
}
