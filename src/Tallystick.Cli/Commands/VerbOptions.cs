using System.CommandLine;
using Tallystick.Core.Stores;

namespace Tallystick.Cli.Commands;

/// <summary>The ways out of an issue, as options of which one is given.</summary>
internal sealed class VerbOptions
{
    private readonly Option<string?> _value = new("--value")
    {
        Description = "This text goes to both sides.",
        HelpName = "text",
    };

    private readonly Option<bool> _ignore = new("--ignore")
    {
        Description = "It is no problem while the values are the same; needs --reason.",
    };

    private readonly Option<string?> _reason = new("--reason")
    {
        Description = "Why it is ignored.",
        HelpName = "text",
    };

    private readonly Option<bool>[] _flags =
    [
        Flag(DecisionVerb.Left, "The left side's value stands."),
        Flag(DecisionVerb.Right, "The right side's value stands."),
        Flag(DecisionVerb.Skip, "Both sides stay as they are until one of them is edited."),
        Flag(DecisionVerb.Retry, "What was refused is tried again."),
        Flag(DecisionVerb.Approve, "What was stopped or asked may happen."),
        Flag(DecisionVerb.Decline, "It shall not happen."),
        Flag(DecisionVerb.Link, "The two records are one person."),
        Flag(DecisionVerb.Apart, "The records are different people."),
    ];

    public IEnumerable<Option> All => [.. _flags, _value, _ignore, _reason];

    /// <exception cref="UserException">Not exactly one was given.</exception>
    public (string Verb, string? Value) Chosen(ParseResult parsed)
    {
        var verbs = _flags.Where(f => parsed.GetValue(f)).Select(f => f.Name[2..]).ToList();
        var (text, reason) = (parsed.GetValue(_value), parsed.GetValue(_reason));
        if (text is not null)
            verbs.Add(DecisionVerb.Value);
        if (parsed.GetValue(_ignore))
            verbs.Add(DecisionVerb.Ignore);
        if (verbs is not [var verb])
            throw new UserException(
                verbs.Count == 0 ? "What is decided?" : "Only one thing can be decided at a time.",
                "Say one of --left, --right, --value TEXT, --skip, --retry, --approve, --decline, "
                    + "--link, --apart, --ignore --reason TEXT; tally issues show NUMBER tells which apply.",
                ExitCode.Usage
            );
        if (verb == DecisionVerb.Ignore != reason is not null)
            throw new UserException(
                "--ignore and --reason go together.",
                "Say why it is no problem, for those who come after.",
                ExitCode.Usage
            );
        return (verb, verb == DecisionVerb.Ignore ? reason : text);
    }

    private static Option<bool> Flag(string verb, string description) =>
        new($"--{verb}") { Description = description };
}
