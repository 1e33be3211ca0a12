namespace Tallystick.EndToEnd.Tests.Storm;

/// <summary>A person as one system holds them now.</summary>
internal sealed record Held(string Id, string Token, string First, string City, string[] Tags)
{
    public string Of(string field) => field == "city" ? City : First;
}

/// <summary>One system as the people at its desk see and edit it: no limits, no faults, no lag.</summary>
internal interface IDeskPeople
{
    Task<IReadOnlyList<Held>> AllAsync();

    Task CreateAsync(string token, string first, string city);

    /// <returns>False when the person is not there any more.</returns>
    Task<bool> SetAsync(string id, string field, string value);

    /// <summary>Adds or removes one tag of those there are.</summary>
    Task<bool> TagAsync(string id, string tag, bool add);

    Task<bool> DeleteAsync(string id);
}
