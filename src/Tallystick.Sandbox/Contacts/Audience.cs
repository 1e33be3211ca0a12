namespace Tallystick.Sandbox.Contacts;

/// <summary>Who writes a contact: each way in has its own white list.</summary>
[Flags]
internal enum Audience
{
    None = 0,
    Create = 1,
    Update = 2,
    Upsert = 4,

    /// <summary>A person in the CRM, who may change everything.</summary>
    Person = 8,
    CreateUpsert = Create | Upsert | Person,
    All = Create | Update | Upsert | Person,
}
