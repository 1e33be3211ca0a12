using Tallystick.Core.Mapping;

namespace Tallystick.Cli.Commands;

/// <summary>The fields that a person may name: by their key on either side.</summary>
internal sealed class MappedFields(IEnumerable<StreamDefinition> streams)
{
    private readonly FieldPair[] _fields = [.. streams.SelectMany(s => s.Fields)];

    public bool Have(string field) =>
        Keys.Concat(_fields.Select(f => $"{f.Left}{FieldPair.Between}{f.Right}"))
            .Contains(field, StringComparer.OrdinalIgnoreCase);

    public UserException Missing(string field) =>
        new(
            $"No stream maps a field '{field}'.",
            $"{Suggestions.For(field, Keys)} Name it by its key on either side.",
            ExitCode.Usage
        );

    private IEnumerable<string> Keys => _fields.SelectMany(f => new[] { f.Left, f.Right });
}
