using System.Globalization;
using Fluid;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;

namespace Tallystick.Core.Transforms;

/// <summary>
/// A Liquid expression that turns a value of one side into one for the other. It sees `value`, and
/// every field of the source record by its key, also as `record["odd key"]`. Values are text,
/// empty ones are nil, sets are arrays. It reads no clock and no files, and steps and lengths are
/// bounded. Thread-safe; compiled once.
/// </summary>
public sealed class Transform
{
    private const int StepsMax = 20_000;

    private static readonly FluidParser Parser = MakeParser();
    private static readonly TemplateOptions Options = MakeOptions();

    private readonly IFluidTemplate _template;

    private Transform(string liquid, IFluidTemplate template, IReadOnlyList<string> fields)
    {
        Liquid = liquid;
        _template = template;
        Fields = fields;
    }

    /// <summary>The source of the expression.</summary>
    public string Liquid { get; }

    /// <summary>Keys of the record's fields that the expression names, apart from `value`.</summary>
    public IReadOnlyList<string> Fields { get; }

    /// <exception cref="TransformException">It does not parse, or uses what does not exist.</exception>
    public static Transform Compile(string liquid)
    {
        if (!Parser.TryParse(liquid, out var template, out var error))
            throw Diagnosis.OfSyntax(error);
        var inspection = new Inspection(Options.Filters);
        inspection.VisitTemplate(template);
        if (inspection.UnknownFilters.FirstOrDefault() is { } filter)
            throw Diagnosis.OfFilter(liquid, filter, Options.Filters.Select(known => known.Key));
        if (inspection.Problems is [var (problem, word), ..])
            throw Diagnosis.At(liquid, word, problem);
        return new Transform(liquid, template, inspection.Fields);
    }

    /// <summary>Compiles and checks the names of fields, too.</summary>
    /// <param name="source">The fields there are.</param>
    /// <exception cref="TransformException">Also: it names fields that the source lacks.</exception>
    public static Transform Compile(string liquid, Projection source)
    {
        var transform = Compile(liquid);
        var unknown = transform.Fields.Where(path => !Knows(source, path)).ToList();
        return unknown.Count == 0
            ? transform
            : throw Diagnosis.OfFields(liquid, unknown, source.Fields.Select(field => field.Key));
    }

    /// <summary>
    /// The trimmed output; empty when there is none. A set is transformed element by element.
    /// Unknown when the expression read something unknown: half a record gives no answer.
    /// </summary>
    /// <exception cref="TransformException">The expression broke its bounds on this record.</exception>
    public Value Apply(Value value, RecordView record)
    {
        if (!value.IsSet)
            return Render(value, record) is { } text ? Value.Of(text) : Value.Unknown;
        var elements = new List<string>();
        foreach (var item in value.Items)
        {
            if (Render(Value.Of(item), record) is not { } element)
                return Value.Unknown;
            elements.Add(element);
        }
        return Value.OfSet(elements.Distinct(StringComparer.Ordinal));
    }

    /// <summary>Null when something unknown was read.</summary>
    private string? Render(Value value, RecordView record)
    {
        var reading = new Reading(value, record);
        var context = new TemplateContext(new Scope(reading, null), Options);
        using var writer = new BoundedWriter(Filters.LengthMax);
        try
        {
            // Nothing in here waits for anything, so this returns completed.
            _template
                .RenderAsync(writer, NullEncoder.Default, context)
                .AsTask()
                .GetAwaiter()
                .GetResult();
        }
        // Whatever a filter makes of odd input is the expression's failure on this record, never
        // the engine's: one record must not stop a run.
        catch (Exception e) when (e is not (TransformException or OutOfMemoryException))
        {
            throw new TransformException($"The expression failed: {e.Message}", e);
        }
        return reading.MetUnknown ? null : writer.ToString().Trim();
    }

    // "tags.size": what follows a field is Liquid's business.
    private static bool Knows(Projection source, string path)
    {
        for (var end = path.Length; end > 0; end = path.LastIndexOf('.', end - 1))
            if (RecordView.Ordinal(source, path[..end]) >= 0)
                return true;
        return RecordView.HasPrefix(source, path + ".");
    }

    // What stands in a {% liquid %} block cannot be inspected beforehand.
    private static FluidParser MakeParser()
    {
        var parser = new FluidParser(new FluidParserOptions());
        parser.RegisteredTags.Remove("liquid");
        return parser;
    }

    private static TemplateOptions MakeOptions()
    {
        var options = new TemplateOptions
        {
            CultureInfo = CultureInfo.InvariantCulture,
            TimeZone = TimeZoneInfo.Utc,
            TimeZoneResolver = Zone,
            MaxSteps = StepsMax,
            StrictFilters = true,
            // Fluid asks for it with every date, but uses it only for dates that Filters keeps away.
            Now = () => DateTimeOffset.UnixEpoch,
            Captured = (_, value, _) => new(Filters.Checked(value)),
            Assigned = (_, value, _) => new(Filters.Checked(value)),
        };
        Filters.AddTo(options.Filters);
        return options;
    }

    private static TimeZoneInfo Zone(string name) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
            ? zone
            : throw new TransformException($"There is no time zone '{name}'.");
}
