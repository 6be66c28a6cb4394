using System.Security.Cryptography;
using ComplaintPlatform.Web.Security;

namespace ComplaintPlatform.Shared.Tests;

public sealed class MakingKeysTests : IDisposable
{
    private const string Issuer = InternalTokens.Gateway;

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("making-keys-");

    private string Folder => Path.Combine(_root.FullName, "data", "keys");

    private string PrivateFile => Path.Combine(Folder, "gateway.key.pem");

    private string PublicFile => Path.Combine(Folder, "gateway.pub.pem");

    private string SecretFile => Path.Combine(Folder, "installation.secret");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public async Task All_who_are_first_at_once_end_with_the_same_keys()
    {
        const int Folders = 200, Users = 8;

        for (var number = 0; number < Folders; number++)
        {
            var folder = Path.Combine(_root.FullName, $"{number}");
            var rings = Enumerable.Range(0, Users).Select(_ => new KeyRing(folder)).ToList();
            using var start = new Barrier(Users);
            var derived = new byte[Users][];
            var tokens = new string[Users];

            // Threads of their own: those of the pool do not all come at once
            await Task.WhenAll(rings.Select((ring, user) => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    derived[user] = ring.DeriveKey("links");
                    tokens[user] = new InternalTokens(ring, TimeProvider.System).Issue(Issuer, Caller.Nobody);
                },
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

            var reader = new InternalTokens(new KeyRing(folder), TimeProvider.System);
            foreach (var token in tokens)
                (await reader.ValidateAsync(token)).ShouldNotBeNull($"folder {number}");
            derived.Select(Convert.ToHexString).Distinct().Count().ShouldBe(1, $"folder {number}");
            Directory.GetFiles(folder).Select(Path.GetFileName)
                .ShouldBe(["gateway.key.pem", "gateway.pub.pem", "installation.secret"], ignoreOrder: true);
        }
    }

    [Fact]
    public async Task Killed_between_the_two_files_it_publishes_the_key_at_the_next_start()
    {
        new KeyRing(Folder).SigningKey(Issuer);
        var published = await File.ReadAllTextAsync(PublicFile);
        File.Delete(PublicFile);

        var accepted = await IsAcceptedAsync();

        accepted.ShouldBeTrue();
        (await File.ReadAllTextAsync(PublicFile)).ShouldBe(published);
    }

    [Fact]
    public async Task A_public_file_of_another_key_is_replaced()
    {
        new KeyRing(Folder).SigningKey(Issuer);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(PublicFile, other.ExportSubjectPublicKeyInfoPem());

        var accepted = await IsAcceptedAsync();

        accepted.ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nMFkw")]
    public async Task A_torn_public_file_is_replaced(string content)
    {
        new KeyRing(Folder).SigningKey(Issuer);
        await WriteOldAsync(PublicFile, content);

        var accepted = await IsAcceptedAsync();

        accepted.ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nMIGH")]
    [InlineData("rsa")]
    [InlineData("P-384")]
    [InlineData("public")]
    public async Task A_private_file_that_cannot_be_used_is_named_and_kept(string content)
    {
        using var rsa = RSA.Create(2048);
        using var long_ = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var right = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var text = content switch
        {
            "rsa" => rsa.ExportPkcs8PrivateKeyPem(),
            "P-384" => long_.ExportPkcs8PrivateKeyPem(),
            "public" => right.ExportSubjectPublicKeyInfoPem(),
            _ => content,
        };
        Directory.CreateDirectory(Folder);
        await WriteOldAsync(PrivateFile, text);

        var failure = Should.Throw<KeyFileException>(() => new KeyRing(Folder).SigningKey(Issuer));

        failure.Message.ShouldContain(PrivateFile);
        (await File.ReadAllTextAsync(PrivateFile)).ShouldBe(text);
        File.Exists(PublicFile).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("short+++")]
    [InlineData("no base64 at all!")]
    public async Task A_secret_that_cannot_be_used_is_named_without_its_content(string content)
    {
        Directory.CreateDirectory(Folder);
        await WriteOldAsync(SecretFile, content);
        var ring = new KeyRing(Folder);

        var failure = Should.Throw<KeyFileException>(() => ring.DeriveKey("links"));

        failure.Message.ShouldContain(SecretFile);
        if (content.Length > 0)
            failure.Message.ShouldNotContain(content);

        // Put right, it is read without a restart
        File.Delete(SecretFile);
        ring.DeriveKey("links").ShouldBe(new KeyRing(Folder).DeriveKey("links"));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named()
    {
        var file = Path.Combine(_root.FullName, "data");
        File.WriteAllText(file, "");

        Should.Throw<KeyFileException>(() => new KeyRing(Folder).SigningKey(Issuer)).Message.ShouldContain(Folder);
        Should.Throw<KeyFileException>(() => new KeyRing(Folder).DeriveKey("links")).Message.ShouldContain(Folder);
    }

    [Fact]
    public void Files_and_folder_are_their_owners_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes: what a user makes is the user's.");
            return;
        }

        const UnixFileMode ReadWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        const UnixFileMode Wide = UnixFileMode.GroupRead | UnixFileMode.OtherRead;

        Use();
        foreach (var file in Directory.GetFiles(Folder))
            File.GetUnixFileMode(file).ShouldBe(ReadWrite, file);
        File.GetUnixFileMode(Folder).ShouldBe(ReadWrite | UnixFileMode.UserExecute);

        // As they were before, or as somebody copied them
        File.SetUnixFileMode(Folder, File.GetUnixFileMode(Folder) | Wide | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        foreach (var file in Directory.GetFiles(Folder))
            File.SetUnixFileMode(file, ReadWrite | Wide);

        Use();
        foreach (var file in Directory.GetFiles(Folder))
            File.GetUnixFileMode(file).ShouldBe(ReadWrite, file);
        File.GetUnixFileMode(Folder).ShouldBe(ReadWrite | UnixFileMode.UserExecute);

        void Use()
        {
            var ring = new KeyRing(Folder);
            ring.SigningKey(Issuer);
            ring.DeriveKey("links");
        }
    }

    /// <summary>Signed by a host that starts on the folder as it is, read by another.</summary>
    private async Task<bool> IsAcceptedAsync()
    {
        var token = new InternalTokens(new KeyRing(Folder), TimeProvider.System).Issue(Issuer, Caller.Nobody);
        return await new InternalTokens(new KeyRing(Folder), TimeProvider.System).ValidateAsync(token) is not null;
    }

    // A file of this moment could still be in the hands of its writer
    private static async Task WriteOldAsync(string path, string content)
    {
        await File.WriteAllTextAsync(path, content);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(-1));
    }
}
