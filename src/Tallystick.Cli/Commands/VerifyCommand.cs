using System.CommandLine;
using Tallystick.Cli.Output;
using Tallystick.Cli.Proofs;
using Tallystick.Core.Limits;
using Tallystick.Engine.Configuration;
using Tallystick.Engine.Runs;
using Tallystick.Engine.Verifying;

namespace Tallystick.Cli.Commands;

/// <summary><c>tally verify</c>: compares both sides, field by field.</summary>
internal static class VerifyCommand
{
    public static Command Build(Terminal terminal)
    {
        var file = CommonOptions.File();
        var only = CommonOptions.Only();
        var differences = CommonOptions.Differences();
        var report = new Option<string?>("--report")
        {
            Description = "Also write a signed report and a page of it into this folder.",
            HelpName = "folder",
        };
        var values = new Option<bool>("--values")
        {
            Description = "The report shows the values that differ; they are personal data.",
        };
        var check = new Option<string?>("--check")
        {
            Description = "Compare nothing: tell whether this report is as it was signed.",
            HelpName = "report",
        };
        var audit = new Option<bool>("--audit")
        {
            Description = "Let all other work go first, and leave most of the day's quota to it.",
        };
        var step = new Option<bool>("--step")
        {
            Description =
                "Compare only those linked pairs that were proven longest ago, with the calls of --audit.",
        };
        var buckets = Typed.Number(
            "--buckets",
            1,
            int.MaxValue,
            "How many buckets of linked pairs a step compares (1)."
        );
        var command = new Command(
            "verify",
            "Compare both sides, field by field. Exit code 1 when they differ."
        )
        {
            file,
            only,
            differences,
            report,
            values,
            check,
            audit,
            step,
            buckets,
        };
        command.Validators.Add(result =>
        {
            var isStep = result.GetValue(step);
            if (!isStep && result.GetResult(buckets) is not null)
                result.AddError("--buckets is about a step: say --step too.");
            if (isStep && result.GetValue(report) is not null)
                result.AddError("--report is of a whole verification: leave --step out.");
        });
        command.SetAction(
            TallyRoot.Action(
                terminal,
                (parsed, cancellationToken) =>
                    parsed.GetValue(check) is { } proof
                        ? CheckAsync(terminal, proof, parsed.GetValue(file)!, cancellationToken)
                    : parsed.GetValue(step)
                        ? StepAsync(
                            terminal,
                            new ChosenStreams(parsed.GetValue(file)!, parsed.GetValue(only)),
                            parsed.GetValue(buckets) ?? 1,
                            new RunOptions { DifferencesMax = parsed.GetValue(differences) },
                            cancellationToken
                        )
                    : RunAsync(
                        terminal,
                        new ChosenStreams(parsed.GetValue(file)!, parsed.GetValue(only)),
                        new RunOptions
                        {
                            DifferencesMax = parsed.GetValue(differences),
                            Lane = parsed.GetValue(audit) ? Lane.Audit : null,
                        },
                        (parsed.GetValue(report), parsed.GetValue(values)),
                        cancellationToken
                    )
            )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        Terminal terminal,
        ChosenStreams chosen,
        RunOptions options,
        (string? Folder, bool Values) report,
        CancellationToken cancellationToken
    )
    {
        var streams = new List<StreamProof>();
        var reports = await EachStream.RunAsync(
            terminal,
            chosen,
            isWriting: false,
            session => session.VerifyAsync(options, cancellationToken),
            (verified, left, right) =>
            {
                streams.Add(new StreamProof(left, right, verified));
                VerifyView.Show(terminal, verified, left, right);
                terminal.Emit(
                    "verified",
                    w => JsonLine.Spread(w, verified, ReportJson.Default.VerifyReport)
                );
            },
            cancellationToken
        );
        if (report.Folder is { } folder)
            await WriteAsync(
                terminal,
                chosen.Path,
                folder,
                streams,
                report.Values,
                cancellationToken
            );
        return reports.Any(r => !r.InSync) ? ExitCode.Failed
            : reports.Any(r => r.Held + r.HeldUnlinked.Total > 0) ? ExitCode.DoneWithIssues
            : ExitCode.Done;
    }

    private static async Task<int> StepAsync(
        Terminal terminal,
        ChosenStreams chosen,
        int buckets,
        RunOptions options,
        CancellationToken cancellationToken
    )
    {
        var reports = await EachStream.RunAsync(
            terminal,
            chosen,
            isWriting: false,
            session => session.VerifyStepAsync(buckets, options, cancellationToken),
            (step, left, right) =>
            {
                VerifyView.Show(terminal, step, left, right);
                terminal.Emit(
                    "proven",
                    w => JsonLine.Spread(w, step, ReportJson.Default.StepReport)
                );
            },
            cancellationToken
        );
        return reports.Any(r => !r.InSync) ? ExitCode.Failed
            : reports.Any(r => r.Held > 0) ? ExitCode.DoneWithIssues
            : ExitCode.Done;
    }

    private static async Task WriteAsync(
        Terminal terminal,
        string path,
        string folder,
        IReadOnlyList<StreamProof> streams,
        bool showsValues,
        CancellationToken cancellationToken
    )
    {
        var proof = new Proof
        {
            Program = ProofFiles.ProgramVersion,
            At = TimeProvider.System.GetUtcNow(),
            File = Path.GetFileName(path),
            ShowsValues = showsValues,
            Streams = streams,
        };
        var state = SyncFile.Load(path, ProcessEnvironment.Get).StatePath;
        var (json, page, fingerprint) = await ProofFiles.WriteAsync(
            showsValues ? proof : proof.WithoutValues(),
            folder,
            state,
            cancellationToken
        );
        terminal.Say($"Report: {json}, to read as {page}; signed by key {fingerprint}.");
        terminal.Emit(
            "reported",
            w =>
            {
                w.WriteString("json", json);
                w.WriteString("page", page);
                w.WriteString("fingerprint", fingerprint);
            }
        );
    }

    private static async Task<int> CheckAsync(
        Terminal terminal,
        string proof,
        string syncFile,
        CancellationToken cancellationToken
    )
    {
        var (isWhole, fingerprint) = await ProofFiles.CheckAsync(proof, cancellationToken);
        var own = await OwnFingerprintAsync(syncFile, cancellationToken);
        terminal.Emit(
            "checked",
            w =>
            {
                w.WriteBoolean("whole", isWhole);
                w.WriteString("fingerprint", fingerprint);
                if (own is not null)
                    w.WriteBoolean("own", own == fingerprint);
            }
        );
        terminal.SayMarkup(
            !isWhole
                ? $"[red]✗[/] '{Spectre.Console.Markup.Escape(proof)}' was altered after it was signed."
            : own is null
                ? $"[green]✓[/] It is as key {fingerprint} signed it. Whose key that is, its owner can tell: there is none here to compare with."
            : own == fingerprint ? $"[green]✓[/] It is as this state's key {fingerprint} signed it."
            : $"[red]✗[/] It is as key {fingerprint} signed it, which is not this state's key, {own}."
        );
        return isWhole && (own is null || own == fingerprint) ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task<string?> OwnFingerprintAsync(
        string syncFile,
        CancellationToken cancellationToken
    )
    {
        if (!File.Exists(syncFile))
            return null;
        var state = SyncFile.Load(syncFile, ProcessEnvironment.Get).StatePath;
        using var key = await ProofKey.FindAsync(state, cancellationToken);
        return key is null ? null : ProofSeal.FingerprintOf(key);
    }
}
