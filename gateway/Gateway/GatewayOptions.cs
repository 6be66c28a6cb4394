namespace ComplaintPlatform.Gateway;

/// <summary>Bound from configuration section <c>Gateway</c>.</summary>
internal sealed class GatewayOptions
{
    public long MaxBodyBytes { get; set; } = 1 << 20;

    /// <summary>
    /// Addresses of proxies, such as an ingress, whose <c>X-Forwarded-For</c> is believed. Without one the peer's own address counts.
    /// </summary>
    public string[] TrustedProxies { get; set; } = [];

    public long MaxUploadBytes { get; set; } = 64 << 20;

    /// <summary>How long a service may be silent before its caller gets 504.</summary>
    public TimeSpan ServiceTimeout { get; set; } = TimeSpan.FromSeconds(30);

    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a reader of the merged document waits for services; what comes later is in the document from then on.</summary>
    public TimeSpan DocumentWait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long after its start the gateway is not ready because a service has not told its part of the document. A service that is away
    /// for longer does not keep the others' callers out.
    /// </summary>
    public TimeSpan StartPatience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a service may take to say whether it is ready.</summary>
    public TimeSpan ReadinessLimit { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a service that did not tell its part of the document is left alone, once the start's patience has ended.</summary>
    public TimeSpan DocumentPause { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a stream of events may be silent.</summary>
    public TimeSpan StreamTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often each of several instances is asked whether it is ready; two refusals in a row take it out.</summary>
    public TimeSpan DestinationInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Storefronts' backends, for each key.</summary>
    public RateLimit Machines { get; set; } = new() { PerSecond = 5_000, Burst = 10_000 };

    /// <summary>For each user.</summary>
    public RateLimit People { get; set; } = new() { PerSecond = 200, Burst = 1_000 };

    /// <summary>Holders of links, for each peer address.</summary>
    public RateLimit Anonymous { get; set; } = new() { PerSecond = 100, Burst = 500 };

    /// <summary>Sign-ins and refreshes, for each peer address: they are the expensive ones.</summary>
    public RateLimit SignIns { get; set; } = new() { PerSecond = 10, Burst = 100 };

    /// <summary>Metrics, health, the document and its page, for each peer address: they need no credentials, and some are large.</summary>
    public RateLimit Tools { get; set; } = new() { PerSecond = 50, Burst = 500 };

    /// <summary>Requests with wrong credentials, for each peer address.</summary>
    public RateLimit Refused { get; set; } = new() { PerSecond = 10, Burst = 100 };
}

internal sealed class RateLimit
{
    public int PerSecond { get; set; } = 100;

    public int Burst { get; set; } = 100;
}
