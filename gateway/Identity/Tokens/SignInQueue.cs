namespace ComplaintPlatform.Identity.Tokens;

/// <summary>
/// Lets sign-ins under one name pass one by one. Names share a limited number of places, so that made-up names cost no memory.
/// </summary>
internal sealed class SignInQueue : IDisposable
{
    private readonly SemaphoreSlim[] _places = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    public async Task<IDisposable> EnterAsync(string name, CancellationToken ct)
    {
        var place = _places[(uint)name.GetHashCode(StringComparison.Ordinal) % (uint)_places.Length];
        await place.WaitAsync(ct);
        return new Turn(place);
    }

    public void Dispose() => Array.ForEach(_places, place => place.Dispose());

    private sealed class Turn(SemaphoreSlim place) : IDisposable
    {
        public void Dispose() => place.Release();
    }
}
