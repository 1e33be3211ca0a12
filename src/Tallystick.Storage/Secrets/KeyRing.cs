using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;

namespace Tallystick.Storage.Secrets;

/// <summary>
/// ASP.NET Data Protection with its keys in the key store, themselves encrypted with the master key.
/// Each secret is encrypted for its name, so that one cannot be put in another's place.
/// </summary>
internal sealed class KeyRing : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly IDataProtectionProvider _provider;

    public KeyRing(MasterKey master, IXmlRepository keys)
    {
        var services = new ServiceCollection();
        services.AddSingleton(master);
        services.AddDataProtection().SetApplicationName("Tallystick");
        services.Configure<KeyManagementOptions>(options =>
        {
            options.XmlRepository = keys;
            options.XmlEncryptor = new MasterKeyEncryptor(master);
        });
        _services = services.BuildServiceProvider();
        _provider = _services.GetRequiredService<IDataProtectionProvider>();
    }

    public byte[] Encrypt(string name, string value) =>
        _provider
            .CreateProtector("Tallystick.Secrets", name)
            .Protect(Encoding.UTF8.GetBytes(value));

    /// <exception cref="CryptographicException">It is damaged, or another's.</exception>
    public string Decrypt(string name, byte[] value) =>
        Encoding.UTF8.GetString(
            _provider.CreateProtector("Tallystick.Secrets", name).Unprotect(value)
        );

    public void Dispose() => _services.Dispose();
}

/// <summary>Encrypts the keys of the ring.</summary>
internal sealed class MasterKeyEncryptor(MasterKey master) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement) =>
        new(
            new XElement(
                "key",
                Convert.ToBase64String(
                    master.Encrypt(plaintextElement.ToString(SaveOptions.DisableFormatting))
                )
            ),
            typeof(MasterKeyDecryptor)
        );
}

/// <summary>Decrypts the keys of the ring; Data Protection makes it by its name.</summary>
internal sealed class MasterKeyDecryptor(IServiceProvider services) : IXmlDecryptor
{
    private readonly MasterKey _master = services.GetRequiredService<MasterKey>();

    public XElement Decrypt(XElement encryptedElement) =>
        XElement.Parse(_master.Decrypt(Convert.FromBase64String(encryptedElement.Value)));
}

/// <summary>Keys in memory, on their way from or to the key store.</summary>
internal sealed class KeyList(IEnumerable<string> keys, Action<string> stored) : IXmlRepository
{
    private readonly List<string> _keys = [.. keys];

    public IReadOnlyList<string> Keys => _keys;

    public IReadOnlyCollection<XElement> GetAllElements() => [.. _keys.Select(XElement.Parse)];

    public void StoreElement(XElement element, string friendlyName)
    {
        var text = element.ToString(SaveOptions.DisableFormatting);
        stored(text);
        _keys.Add(text);
    }
}
