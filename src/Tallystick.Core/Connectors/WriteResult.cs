using Tallystick.Core.Records;

namespace Tallystick.Core.Connectors;

/// <summary>What a write left behind.</summary>
/// <param name="After">
/// The record as the app reports it after the write; fields the answer does not carry are unknown.
/// Null when the answer says nothing, so that a caller who needs proof must read it back. Its
/// modified time, if told, is that of the whole write: a listing with a later one shows an edit.
/// </param>
public sealed record WriteResult(string Id, Record? After);
