namespace ComplaintPlatform.Web.Http;

/// <summary>
/// An answer with a secret in it. What is kept to answer a repeated <c>Idempotency-Key</c> is the answer without: nothing stored holds the
/// secret, and it is shown once.
/// </summary>
public interface IShownOnce
{
    /// <summary>The same without what is shown once.</summary>
    object Again();
}
