using System.Collections.Immutable;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Contacts;

/// <summary>
/// Makes one contact of two, as a person does at the CRM's screen. To the API it is a deletion of the
/// one and a change of the other; nothing says that they belong together.
/// </summary>
internal sealed class ContactMerge(ContactDesk desk)
{
    /// <summary>The survivor keeps what it has, and takes over what it lacks, all tags, tasks, notes, appointments and opportunities.</summary>
    public Contact Merge(LocationState location, Contact survivor, Contact other)
    {
        var book = location.Contacts;
        Move(book.Tasks, other, survivor, t => t with { ContactId = survivor.Id });
        Move(book.Notes, other, survivor, n => n with { ContactId = survivor.Id });
        Move(book.Appointments, other, survivor, a => a with { ContactId = survivor.Id });
        foreach (var opportunity in location.OpportunitiesOf(other.Id).ToList())
            location.Opportunities[opportunity.Id] = opportunity with { ContactId = survivor.Id };
        desk.Delete(location, other);
        return desk.Store(location, survivor, With(survivor, other));
    }

    private static Contact With(Contact survivor, Contact other) =>
        survivor with
        {
            FirstName = survivor.FirstName ?? other.FirstName,
            LastName = survivor.LastName ?? other.LastName,
            Email = survivor.Email ?? other.Email,
            Phone = survivor.Phone ?? other.Phone,
            CompanyName = survivor.CompanyName ?? other.CompanyName,
            Address1 = survivor.Address1 ?? other.Address1,
            City = survivor.City ?? other.City,
            State = survivor.State ?? other.State,
            PostalCode = survivor.PostalCode ?? other.PostalCode,
            Website = survivor.Website ?? other.Website,
            DateOfBirth = survivor.DateOfBirth ?? other.DateOfBirth,
            BusinessId = survivor.BusinessId ?? other.BusinessId,
            Tags = [.. survivor.Tags.Union(other.Tags)],
            AdditionalEmails = Additional(survivor, other),
            CustomFields = other.CustomFields.SetItems(survivor.CustomFields),
        };

    private static ImmutableArray<string> Additional(Contact survivor, Contact other) =>
        survivor.Email is null || other.Email is null
            ? survivor.AdditionalEmails
            : [.. survivor.AdditionalEmails.Append(other.Email).Union(other.AdditionalEmails)];

    private static void Move<T>(
        Dictionary<string, List<T>> of,
        Contact from,
        Contact to,
        Func<T, T> moved
    )
    {
        if (of.Remove(from.Id, out var children))
            ContactBook.Children(of, to.Id).AddRange(children.Select(moved));
    }
}
