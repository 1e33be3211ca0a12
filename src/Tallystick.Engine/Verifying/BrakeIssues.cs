using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Engine.Verifying;

/// <summary>
/// The open questions about so many changes, or so many deletes, at once: until somebody has answered,
/// every run holds back what they are about.
/// </summary>
internal sealed class BrakeIssues(IEnumerable<Issue> issues)
{
    private readonly Issue[] _issues =
    [
        .. issues.Where(i =>
            i
                is {
                    State: IssueState.Open,
                    Kind: IssueKind.SuspiciousChange or IssueKind.SuspiciousDelete,
                }
        ),
    ];

    /// <summary>The question whether records that are gone from the side are meant to be; null for none.</summary>
    public Issue? OnDeletes(Side gone) =>
        Find(IssueKind.SuspiciousDelete, BrakeKey.OfDeletes(gone));

    /// <summary>The question whether so many values of the field are meant to be written there.</summary>
    /// <param name="isBlank">They would be cleared, not overwritten.</param>
    public Issue? OnChange(Side written, string field, bool isBlank) =>
        Find(IssueKind.SuspiciousChange, BrakeKey.OfChanges(written, field, isBlank));

    private Issue? Find(IssueKind kind, string key) =>
        Array.Find(_issues, i => i.Kind == kind && BrakeKey.Asks(i, key));
}
