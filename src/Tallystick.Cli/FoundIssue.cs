using Tallystick.Core.Mapping;
using Tallystick.Core.Stores;
using Tallystick.Engine.Configuration;

namespace Tallystick.Cli;

/// <summary>An issue, and where it belongs.</summary>
internal sealed record FoundIssue(SyncDefinition Sync, StreamDefinition Stream, Issue Issue);
