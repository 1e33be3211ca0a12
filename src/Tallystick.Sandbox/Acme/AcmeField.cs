using System.Text;
using System.Text.Json;

namespace Tallystick.Sandbox.Acme;

/// <summary>A field that a client may write.</summary>
internal sealed class AcmeField(string name, AcmeKind kind, bool isRequired = false)
{
    public string Name => name;

    public AcmeKind Kind => kind;

    public bool IsRequired => isRequired;

    public byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(name);

    public JsonEncodedText EncodedName { get; } = JsonEncodedText.Encode(name);

    /// <summary>What a new record holds when the client does not say.</summary>
    public object? Default { get; } =
        kind switch
        {
            AcmeKind.Labels => Array.Empty<string>(),
            AcmeKind.Stage => "lead",
            AcmeKind.Flag => false,
            _ => null,
        };
}
